package dev.weir.autoconfigure;

import java.util.Collection;
import java.util.List;
import java.util.TreeSet;
import org.springframework.beans.factory.BeanFactoryUtils;
import org.springframework.beans.factory.ListableBeanFactory;
import org.springframework.integration.dsl.IntegrationFlow;
import org.springframework.messaging.MessageChannel;

/**
 * The beans that {@code handler} may name. A name may be an alias, or that of a bean in a parent context, as for {@code
 * getBean}.
 */
record HandlerBeans(ListableBeanFactory beans) {

    /** Whether the name is that of a bean of the type. */
    boolean contains(String name, Class<?> type) {
        return beans.containsBean(name) && beans.isTypeMatch(name, type);
    }

    /**
     * Whether the name is that of a message channel. A channel that is only named in integration flows becomes a bean when the
     * flows are created, so they are created first.
     */
    boolean containsChannel(String name) {
        if (!beans.containsBean(name)) {
            beans.getBeansOfType(IntegrationFlow.class);
        }
        return contains(name, MessageChannel.class);
    }

    <T> T get(String name, Class<T> type) {
        return beans.getBean(name, type);
    }

    /**
     * Returns the failure for a name that is no handler.
     *
     * @param listener the listener's key
     * @param type that a handler must have
     * @param builtIn the names of built-in handlers
     */
    InvalidSettingException unknown(String listener, String name, Class<?> type, Collection<String> builtIn) {
        String typeName = type.getSimpleName();
        var known = new TreeSet<>(List.of(BeanFactoryUtils.beanNamesForTypeIncludingAncestors(beans, type)));
        known.addAll(builtIn);
        return new InvalidSettingException(
                listener + ".handler",
                name,
                beans.containsBean(name)
                        ? "names a bean that is no " + typeName + " but a " + type(name)
                        : "names no " + typeName + " bean",
                "Set it to one of " + String.join(", ", known) + ", or declare a " + typeName + " bean of that name.");
    }

    private String type(String name) {
        Class<?> type = beans.getType(name);
        return type == null ? "bean of an unknown type" : type.getName();
    }
}
