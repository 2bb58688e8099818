package dev.weir.service;

import java.io.IOException;
import java.nio.file.Path;

/** An application with one handler, one listener and its own settings. */
final class ShoutLibraryApplication {

    static final String MAIN = "com.example.ShoutApplication";

    private ShoutLibraryApplication() {}

    /** Compiles it in an empty directory. */
    static OtherApplication in(Path directory) throws IOException {
        return new OtherApplication(directory)
                .source("""
                    package com.example;

                    import org.springframework.boot.SpringApplication;
                    import org.springframework.boot.autoconfigure.SpringBootApplication;

                    @SpringBootApplication
                    public class ShoutApplication {

                        public static void main(String[] args) {
                            var context = SpringApplication.run(ShoutApplication.class, args);
                            System.out.println("name: " + context.getEnvironment().getProperty("spring.application.name"));
                            System.out.println("keep-alive: " + context.getEnvironment().getProperty("spring.main.keep-alive"));
                            System.out.println("beans: " + String.join(" ", context.getBeanDefinitionNames()));
                        }
                    }
                    """)
                .source("""
                    package com.example;

                    import dev.weir.stream.TcpStream;
                    import dev.weir.stream.TcpStreamHandler;
                    import java.io.IOException;
                    import java.nio.charset.StandardCharsets;
                    import java.util.Locale;
                    import org.springframework.stereotype.Component;

                    @Component("shout")
                    class ShoutHandler implements TcpStreamHandler {

                        @Override
                        public void handle(TcpStream stream) throws IOException {
                            for (String line; (line = stream.readLine(StandardCharsets.UTF_8, 1024)) != null; ) {
                                stream.writeAll((line.toUpperCase(Locale.ROOT) + "\\n").getBytes(StandardCharsets.UTF_8));
                            }
                        }
                    }
                    """)
                .source("""
                    package com.example;

                    import org.springframework.boot.autoconfigure.condition.ConditionalOnBooleanProperty;
                    import org.springframework.boot.availability.AvailabilityChangeEvent;
                    import org.springframework.boot.availability.ReadinessState;
                    import org.springframework.context.event.EventListener;
                    import org.springframework.stereotype.Component;

                    @Component
                    @ConditionalOnBooleanProperty("broken")
                    class BrokenListener {

                        @EventListener
                        void on(AvailabilityChangeEvent<ReadinessState> event) {
                            if (event.getState() == ReadinessState.REFUSING_TRAFFIC) {
                                throw new IllegalStateException("on purpose");
                            }
                        }
                    }
                    """)
                .settings("""
                    spring.application.name: shout
                    server:
                      address: 127.0.0.1
                      port: 0
                    management.endpoints.web.exposure.include: prometheus
                    weir:
                      listeners:
                        loud:
                          address: 127.0.0.1:0
                          handler: shout
                    """)
                .compile();
    }
}
