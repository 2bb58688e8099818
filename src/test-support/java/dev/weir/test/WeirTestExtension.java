package dev.weir.test;

import static org.junit.platform.commons.support.AnnotationSupport.findAnnotatedFields;

import java.lang.reflect.Field;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.extension.AfterEachCallback;
import org.junit.jupiter.api.extension.BeforeEachCallback;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.jupiter.api.extension.ParameterContext;
import org.junit.jupiter.api.extension.ParameterResolver;
import org.springframework.context.ApplicationContext;
import org.springframework.test.context.junit.jupiter.SpringExtension;

/** Gives tests their ports and clients, and closes the clients after each test. */
final class WeirTestExtension implements ParameterResolver, BeforeEachCallback, AfterEachCallback {

    @Override
    public boolean supportsParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter.isAnnotated(LocalTcpPort.class)
                || parameter.getParameter().getType() == TcpTestClient.class;
    }

    @Override
    public Object resolveParameter(ParameterContext parameter, ExtensionContext test) {
        return parameter
                .findAnnotation(LocalTcpPort.class)
                .<Object>map(port -> port(test, port.value()))
                .orElseGet(() -> connect(parameter, test));
    }

    private static TcpTestClient connect(ParameterContext parameter, ExtensionContext test) {
        TcpTestClients clients = context(test).getBean(TcpTestClients.class);
        return parameter
                .findAnnotation(ConnectedTo.class)
                .map(listener -> clients.connect(listener.value()))
                .orElseGet(clients::connect);
    }

    @Override
    public void beforeEach(ExtensionContext test) throws IllegalAccessException {
        for (Object instance : test.getRequiredTestInstances().getAllInstances()) {
            for (Field field : findAnnotatedFields(instance.getClass(), LocalTcpPort.class)) {
                field.setAccessible(true);
                field.set(
                        instance,
                        port(test, field.getAnnotation(LocalTcpPort.class).value()));
            }
        }
    }

    @Override
    public void afterEach(ExtensionContext test) {
        context(test).getBeanProvider(TcpTestClients.class).ifAvailable(TcpTestClients::closeAll);
    }

    private static int port(ExtensionContext test, String listener) {
        String property = "local.tcp." + listener + ".port";
        @Nullable Integer port = context(test).getEnvironment().getProperty(property, Integer.class);
        if (port == null) {
            throw new IllegalStateException("Listener " + listener + " has no port: it is not started, or it is no TCP"
                    + " listener; set the annotation's attribute 'transport' to PORT.");
        }
        return port;
    }

    private static ApplicationContext context(ExtensionContext test) {
        return SpringExtension.getApplicationContext(test);
    }
}
