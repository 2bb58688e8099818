package dev.weir.autoconfigure;

import dev.weir.frame.FrameSessions;
import dev.weir.metrics.ExchangeObservationConvention;
import io.micrometer.observation.ObservationRegistry;
import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.autoconfigure.condition.ConditionalOnClass;
import org.springframework.boot.autoconfigure.condition.ConditionalOnMissingBean;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.env.Environment;
import tools.jackson.databind.json.JsonMapper;

/** The beans of listeners with {@code framing}. */
@Configuration(proxyBeanMethods = false)
class FramingConfiguration {

    @Bean
    @ConditionalOnMissingBean
    FrameSessions weirFrameSessions() {
        return new FrameSessions();
    }

    @Bean
    FrameObservation weirFrameObservation(
            WeirProperties properties,
            ObjectProvider<ObservationRegistry> registry,
            ObjectProvider<ExchangeObservationConvention> convention,
            ObjectProvider<ExchangeTiming> timing) {
        return new FrameObservation(
                properties.observation().enabled() ? registry.getIfAvailable() : null,
                convention.getIfAvailable(),
                timing.getIfAvailable());
    }

    @Bean
    FramingMapper weirFramingMapper(ConfigurableListableBeanFactory beans, Environment environment) {
        var written = new WrittenSettings(environment);
        return new FramingMapper(new FormatBeans(beans, written), written);
    }

    @Bean
    ConversionChains weirConversionChains(
            ConfigurableListableBeanFactory beans, ObjectProvider<FrameConversion> conversions) {
        return new ConversionChains(beans, conversions.orderedStream().toList());
    }

    @Bean
    FrameHandlers weirFrameHandlers(
            ConfigurableListableBeanFactory beans,
            FramingMapper framings,
            ConversionChains conversions,
            FrameSessions sessions,
            FrameObservation observation) {
        return new FrameHandlers(beans, framings, conversions, sessions, observation);
    }

    /** Apart, since Jackson is optional. */
    @Configuration(proxyBeanMethods = false)
    @ConditionalOnClass(JsonMapper.class)
    static class Json {

        /** {@code null} without a mapper that is the only or the primary one. */
        @Bean
        @Nullable
        FrameConversion weirJacksonConversion(ObjectProvider<JsonMapper> mapper) {
            JsonMapper unique = mapper.getIfUnique();
            return unique == null ? null : new JacksonConversion(unique);
        }
    }
}
