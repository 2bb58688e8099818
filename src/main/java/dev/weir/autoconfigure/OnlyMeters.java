package dev.weir.autoconfigure;

import io.micrometer.core.instrument.observation.DefaultMeterObservationHandler;
import io.micrometer.observation.GlobalObservationConvention;
import io.micrometer.observation.ObservationConvention;
import io.micrometer.observation.ObservationFilter;
import io.micrometer.observation.ObservationHandler;
import io.micrometer.observation.ObservationPredicate;
import io.micrometer.observation.ObservationRegistry;
import java.lang.reflect.Method;
import java.util.List;
import java.util.Map;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.boot.context.properties.bind.Bindable;
import org.springframework.boot.context.properties.bind.Binder;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationAutoConfiguration;
import org.springframework.boot.micrometer.observation.autoconfigure.ObservationRegistryCustomizer;
import org.springframework.core.env.Environment;

/**
 * Whether an observation leads to meters as Spring Boot makes them by itself, and to nothing else: no tracing, no handler,
 * filter, predicate or convention of the application, and no setting that changes observations.
 */
final class OnlyMeters {

    private static final List<Class<?>> CHANGING = List.of(
            ObservationRegistry.class,
            ObservationRegistryCustomizer.class,
            ObservationPredicate.class,
            ObservationFilter.class,
            GlobalObservationConvention.class);

    private static final Map<String, Bindable<?>> SETTINGS = Map.of(
            "management.observations.enable", Bindable.mapOf(String.class, String.class),
            "management.observations.key-values", Bindable.mapOf(String.class, String.class),
            "management.metrics.observations.ignored-meters", Bindable.listOf(String.class));

    private final ConfigurableListableBeanFactory beans;
    private final Environment environment;
    private final Class<? extends ObservationConvention<?>> convention;

    /** @param convention of the observation */
    OnlyMeters(
            ConfigurableListableBeanFactory beans,
            Environment environment,
            Class<? extends ObservationConvention<?>> convention) {
        this.beans = beans;
        this.environment = environment;
        this.convention = convention;
    }

    boolean isTrue() {
        List<String> handlers = names(ObservationHandler.class);
        return handlers.size() == 1
                && beans.getType(handlers.getFirst(), false) == DefaultMeterObservationHandler.class
                && names(convention).isEmpty()
                && CHANGING.stream().flatMap(type -> names(type).stream()).allMatch(this::isOfBoot)
                && !isAnySet();
    }

    /** Neither this nor the types need the beans themselves, which may depend on listeners. */
    private List<String> names(Class<?> type) {
        return List.of(beans.getBeanNamesForType(type, true, false));
    }

    /** By the method that makes the bean, which definitions of generated code (Spring AOT) have as well. */
    private boolean isOfBoot(String name) {
        if (!beans.containsBeanDefinition(name)
                || !(beans.getMergedBeanDefinition(name) instanceof RootBeanDefinition definition)) {
            return false;
        }
        Method method = definition.getResolvedFactoryMethod();
        return method != null && method.getDeclaringClass() == ObservationAutoConfiguration.class;
    }

    private boolean isAnySet() {
        Binder binder = Binder.get(environment);
        return SETTINGS.entrySet().stream()
                .anyMatch(setting ->
                        binder.bind(setting.getKey(), setting.getValue()).isBound());
    }
}
