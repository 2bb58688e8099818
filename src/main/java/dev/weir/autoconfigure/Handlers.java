package dev.weir.autoconfigure;

import dev.weir.handler.ChargenHandler;
import dev.weir.handler.DaytimeHandler;
import dev.weir.handler.DiscardHandler;
import dev.weir.handler.EchoHandler;
import dev.weir.metrics.HandlerObservationConvention;
import dev.weir.metrics.ObservedHandler;
import dev.weir.server.ListenerDefinition;
import dev.weir.stream.TcpStreamHandler;
import io.micrometer.observation.ObservationRegistry;
import java.time.Clock;
import java.time.ZoneId;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;

/**
 * Finds a listener's handler: the application's bean of that name, or a built-in handler. The built-in handlers are not
 * beans, so that an application can use their names.
 */
final class Handlers {

    private final ListableBeanFactory beans;
    private final Map<String, TcpStreamHandler> builtIn = Map.of(
            "echo", new EchoHandler(),
            "discard", new DiscardHandler(),
            "chargen", new ChargenHandler(),
            "daytime", new DaytimeHandler(Clock.system(ZoneId.systemDefault())));

    private final @Nullable ObservationRegistry registry;
    private final @Nullable HandlerObservationConvention convention;

    /**
     * @param registry observes each run of a handler; {@code null} for no observation
     * @param convention the application's; {@code null} for the default one
     */
    Handlers(
            ListableBeanFactory beans,
            @Nullable ObservationRegistry registry,
            @Nullable HandlerObservationConvention convention) {
        this.beans = beans;
        this.registry = registry;
        this.convention = convention;
    }

    /** Returns the handler of a listener, inside an observation where there is a registry. */
    TcpStreamHandler find(ListenerDefinition definition) {
        TcpStreamHandler handler = lookUp(definition);
        return registry == null
                ? handler
                : new ObservedHandler(handler, definition.name(), definition.handlerName(), registry, convention);
    }

    /** The name may be an alias, or that of a bean in a parent context, as for {@code getBean}. */
    private TcpStreamHandler lookUp(ListenerDefinition definition) {
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
