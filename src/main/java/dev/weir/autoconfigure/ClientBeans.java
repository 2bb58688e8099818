package dev.weir.autoconfigure;

import dev.weir.client.TcpClient;
import dev.weir.client.TcpClients;
import java.util.Map;
import org.springframework.beans.factory.BeanFactory;
import org.springframework.beans.factory.aot.BeanRegistrationAotProcessor;
import org.springframework.beans.factory.config.BeanDefinition;
import org.springframework.beans.factory.config.ConfigurableListableBeanFactory;
import org.springframework.beans.factory.support.AbstractBeanDefinition;
import org.springframework.beans.factory.support.BeanDefinitionRegistry;
import org.springframework.beans.factory.support.BeanDefinitionRegistryPostProcessor;
import org.springframework.beans.factory.support.RootBeanDefinition;
import org.springframework.core.env.Environment;

/**
 * Defines a bean for each client in the settings, with the client's name, so that it can be injected by its name. The settings are
 * bound and checked later: only the names are needed here.
 */
final class ClientBeans implements BeanDefinitionRegistryPostProcessor {

    private final Map<String, Boolean> names;
    private final BeanFactory beans;

    ClientBeans(Environment environment, BeanFactory beans) {
        this.names = ClientNames.read(environment);
        this.beans = beans;
    }

    @Override
    public void postProcessBeanDefinitionRegistry(BeanDefinitionRegistry registry) {
        names.forEach((name, framed) -> {
            if (registry.containsBeanDefinition(name)) {
                throw new InvalidSettingException(
                        "weir.clients." + name,
                        null,
                        "has the name of another bean",
                        "Rename the client: its name is that of its bean.");
            }
            RootBeanDefinition definition = framed ? frames(name) : bytes(name);
            // Left out of generated code: this runs there too, and so for the clients that the settings have then.
            definition.setAttribute(BeanRegistrationAotProcessor.IGNORE_REGISTRATION_ATTRIBUTE, true);
            registry.registerBeanDefinition(name, definition);
        });
    }

    private RootBeanDefinition bytes(String name) {
        var definition = new RootBeanDefinition(
                TcpClient.class, () -> beans.getBean(TcpClients.class).get(name));
        // Closed with all clients, after the listeners whose handlers use them.
        definition.setDestroyMethodName("");
        return definition;
    }

    /** A prototype, since the types of requests and replies are those of the place of injection. */
    private static RootBeanDefinition frames(String name) {
        var definition = new RootBeanDefinition();
        definition.setFactoryBeanName(ClientsConfiguration.FRAME_CLIENTS);
        definition.setFactoryMethodName("create");
        definition.setAutowireMode(AbstractBeanDefinition.AUTOWIRE_CONSTRUCTOR);
        definition.getConstructorArgumentValues().addIndexedArgumentValue(0, name);
        definition.setScope(BeanDefinition.SCOPE_PROTOTYPE);
        return definition;
    }

    @Override
    public void postProcessBeanFactory(ConfigurableListableBeanFactory beanFactory) {
        // The definitions are all.
    }
}
