package dev.weir.autoconfigure;

import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import dev.weir.test.TcpTestClient;
import dev.weir.testing.FreePorts;
import dev.weir.testing.Patience;
import dev.weir.testing.RunningApplication;
import io.micrometer.core.instrument.Metrics;
import java.io.IOException;
import java.io.InputStream;
import java.lang.ref.WeakReference;
import java.util.Objects;
import java.util.function.Function;
import org.springframework.context.ConfigurableApplicationContext;

/**
 * Starts {@link RestartedApplication} twice on the same port, each time by another class loader, and prints what is left. A process
 * of its own, whose JVM drops all that is held by caches only: {@code -XX:SoftRefLRUPolicyMSPerMB=0}.
 */
final class Restarts {

    private Restarts() {}

    public static void main(String[] arguments) throws Exception {
        // Holds what Spring Boot keeps from the first start of a process, and below from the last one.
        RunningApplication.listenersOnly().start().close();
        int port = FreePorts.one();
        WeakReference<ClassLoader> first = restart(port);
        WeakReference<ClassLoader> second = restart(port);
        RunningApplication.listenersOnly().start().close();
        System.out.println("meters: " + Metrics.globalRegistry.getMeters());
        System.out.println("threads: "
                + Thread.getAllStackTraces().keySet().stream()
                        .map(Thread::getName)
                        .filter(name -> name.startsWith("weir-"))
                        .toList());
        Patience.await().until(() -> {
            System.gc();
            return first.refersTo(null) && second.refersTo(null);
        });
        System.out.println("class loaders: collected");
    }

    private static WeakReference<ClassLoader> restart(int port) throws Exception {
        var loader = new RestartClassLoader();
        Thread thread = Thread.currentThread();
        ClassLoader before = thread.getContextClassLoader();
        thread.setContextClassLoader(loader);
        try (ConfigurableApplicationContext _ = start(
                        loader,
                        "server.port=0",
                        "spring.config.location=optional:classpath:/none/",
                        "management.endpoints.web.exposure.include=*",
                        "weir.listeners.shout.address=127.0.0.1:" + port,
                        "weir.listeners.shout.handler=shout",
                        "weir.listeners.shout.framing.type=line",
                        "weir.shutdown.idle=0s");
                var client = TcpTestClient.over(Transport.connect("127.0.0.1:" + port, StreamOptions.DEFAULT))
                        .within(Patience.DEADLINE)) {
            client.send("{\"text\":\"hello\"}\n").receivesLine("{\"text\":\"HELLO\"}");
        } finally {
            thread.setContextClassLoader(before);
        }
        System.out.println("served and closed");
        return new WeakReference<>(loader);
    }

    @SuppressWarnings("unchecked")
    private static ConfigurableApplicationContext start(ClassLoader loader, String... settings)
            throws ReflectiveOperationException {
        return ((Function<String[], ConfigurableApplicationContext>)
                        loader.loadClass(RestartedApplication.class.getName())
                                .getDeclaredConstructor()
                                .newInstance())
                .apply(settings);
    }

    /** Loads the application's classes anew, and takes all others from its parent. */
    private static final class RestartClassLoader extends ClassLoader {

        RestartClassLoader() {
            super("restart", Restarts.class.getClassLoader());
        }

        @Override
        protected Class<?> loadClass(String name, boolean resolve) throws ClassNotFoundException {
            synchronized (getClassLoadingLock(name)) {
                Class<?> loaded = findLoadedClass(name);
                if (loaded != null) {
                    return loaded;
                }
                return name.startsWith(RestartedApplication.class.getName())
                        ? define(name)
                        : super.loadClass(name, resolve);
            }
        }

        private Class<?> define(String name) throws ClassNotFoundException {
            try (InputStream file = Objects.requireNonNull(getResourceAsStream(name.replace('.', '/') + ".class"))) {
                byte[] bytes = file.readAllBytes();
                return defineClass(name, bytes, 0, bytes.length);
            } catch (IOException e) {
                throw new ClassNotFoundException(name, e);
            }
        }
    }
}
