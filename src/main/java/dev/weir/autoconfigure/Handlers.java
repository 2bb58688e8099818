package dev.weir.autoconfigure;

import dev.weir.handler.ChargenHandler;
import dev.weir.handler.DaytimeHandler;
import dev.weir.handler.DiscardHandler;
import dev.weir.handler.EchoHandler;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TcpStreamHandler;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds a listener's handler: the application's bean of that name, or a built-in one. The built-in handlers are no beans, so
 * they take no name away from an application.
 */
final class Handlers {

    private final ListableBeanFactory beans;
    private final Map<String, TcpStreamHandler> builtIn = Map.of(
            "echo", new EchoHandler(),
            "discard", new DiscardHandler(),
            "chargen", new ChargenHandler(),
            "daytime", new DaytimeHandler(Clock.system(ZoneId.systemDefault())));

    Handlers(ListableBeanFactory beans) {
        this.beans = beans;
    }

    /** The bean that {@code getBean} knows by this name: an alias, and a bean of a parent context, are names as well. */
    TcpStreamHandler find(ListenerDefinition definition) {
        String name = definition.handlerName();
        if (beans.containsBean(name) && beans.isTypeMatch(name, TcpStreamHandler.class)) {
            return beans.getBean(name, TcpStreamHandler.class);
        }
        TcpStreamHandler handler = builtIn.get(name);
        if (handler != null) {
            return handler;
        }
        var known = new TreeSet<>(
                List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, TcpStreamHandler.class)));
        known.addAll(builtIn.keySet());
        throw new InvalidSettingException(
                "weir.listeners." + definition.name() + ".handler",
                name,
                beans.containsBean(name)
                        ? "names a bean that is no TcpStreamHandler but a " + type(name)
                        : "names no TcpStreamHandler bean",
                "Set it to one of " + String.join(", ", known) + ", or declare a TcpStreamHandler bean of that name.");
    }

    private String type(String name) {
        Class<?> type = beans.getType(name);
        return type == null ? "bean of an unknown type" : type.getName();
    }
}
