package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.api.io.TempDir;

/** An application that uses the plain jar, and tests itself with the artifact for tests. */
@Timeout(300)
class TestSupportIT {

    /** Its application.yml, its handler and its own test, with the artifact for tests. */
    @Test
    void isTestedWithWeirTest(@TempDir Path directory) throws Exception {
        try (var process = ShoutLibraryApplication.in(directory).test("com.example.TestMain", """
                package com.example;

                import dev.weir.test.LocalTcpPort;
                import dev.weir.test.TcpTestClient;
                import dev.weir.test.TestTransport;
                import dev.weir.test.WeirTest;
                import org.junit.jupiter.api.Nested;
                import org.junit.jupiter.api.Test;

                class ShoutHandlerTest {

                    @Nested
                    @WeirTest
                    class InMemory {

                        @Test
                        void shouts(TcpTestClient client) {
                            client.send("hello\\n").receivesLine("HELLO").endsInput().thenEnds();
                        }

                        @Test
                        void fails(TcpTestClient client) {
                            client.send("hello\\n").receivesLine("hello");
                        }
                    }

                    @Nested
                    @WeirTest(transport = TestTransport.PORT)
                    class OnAPort {

                        @Test
                        void shouts(TcpTestClient client, @LocalTcpPort("loud") int port) {
                            client.send(port + "x\\n").receivesLine(port + "X");
                        }
                    }
                }
                """, """
                package com.example;

                import java.io.PrintWriter;
                import org.junit.platform.engine.discovery.DiscoverySelectors;
                import org.junit.platform.launcher.core.LauncherDiscoveryRequestBuilder;
                import org.junit.platform.launcher.core.LauncherFactory;
                import org.junit.platform.launcher.listeners.SummaryGeneratingListener;

                public class TestMain {

                    public static void main(String[] args) {
                        var listener = new SummaryGeneratingListener();
                        LauncherFactory.create().execute(
                                LauncherDiscoveryRequestBuilder.request()
                                        .selectors(DiscoverySelectors.selectClass(ShoutHandlerTest.class))
                                        .build(),
                                listener);
                        listener.getSummary().printFailuresTo(new PrintWriter(System.out, true));
                        listener.getSummary().printTo(new PrintWriter(System.out, true));
                        // As runners of tests do: the contexts that Spring keeps are closed now.
                        System.exit(Math.toIntExact(listener.getSummary().getTotalFailureCount()));
                    }
                }
                """)) {
            assertThat(process.awaitExit()).as(process.output()).isOne();
            assertThat(process.output())
                    .contains("2 tests successful", "1 tests failed", "another line has come")
                    .contains("48 45 4c 4c 4f 0a", "started on memory:loud", "started on 127.0.0.1:");
        }
    }
}
