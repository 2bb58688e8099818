package dev.weir.service;

import org.springframework.beans.factory.aot.BeanFactoryInitializationAotContribution;
import org.springframework.beans.factory.aot.BeanFactoryInitializationAotProcessor;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.boot.context.event.ApplicationEnvironmentPreparedEvent;
import org.springframework.context.ApplicationContextInitializer;
import org.springframework.context.ApplicationListener;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.core.env.Environment;

/**
 * Records, while Spring AOT decides which beans the service has, the settings that it asks for, and adds them with their values to
 * the generated files: the same values would give the same beans.
 */
final class AotRecorder
        implements ApplicationListener<ApplicationEnvironmentPreparedEvent>,
                ApplicationContextInitializer<ConfigurableApplicationContext> {

    private final AskedSettings asked = new AskedSettings();

    /** Called before Spring Boot reads {@code spring.main}, which decides as well. */
    @Override
    public void onApplicationEvent(ApplicationEnvironmentPreparedEvent event) {
        event.getEnvironment().getPropertySources().addFirst(asked);
    }

    @Override
    public void initialize(ConfigurableApplicationContext context) {
        context.getBeanFactory().registerSingleton("weirAotRecorder", new Writer(asked, context.getEnvironment()));
    }

    private record Writer(AskedSettings asked, Environment environment)
            implements BeanFactoryInitializationAotProcessor {

        @Override
        public BeanFactoryInitializationAotContribution processAheadOfTime(
                ConfigurableListableBeanFactory beanFactory) {
            return (generation, code) -> generation
                    .getGeneratedFiles()
                    .addResourceFile(
                            AotSettings.RESOURCE,
                            AotSettings.read(asked.names(), environment).toText());
        }
    }
}
