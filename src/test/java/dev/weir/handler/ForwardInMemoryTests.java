package dev.weir.handler;

import dev.weir.test.TcpTestClient;
import dev.weir.test.TcpTestClients;
import dev.weir.test.WeirTest;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.boot.SpringBootConfiguration;
import org.springframework.test.context.DynamicPropertyRegistry;
import org.springframework.test.context.DynamicPropertySource;

/** An application's own test of a listener that forwards: clients in memory, its target on a port. */
@Timeout(60)
@WeirTest
class ForwardInMemoryTests {

    private static TargetServer target;

    @BeforeAll
    static void startTarget() throws IOException {
        target = TargetServer.echo();
    }

    @AfterAll
    static void stopTarget() throws IOException {
        target.close();
    }

    @DynamicPropertySource
    static void settings(DynamicPropertyRegistry settings) {
        settings.add("weir.listeners.front.address", () -> "127.0.0.1:0");
        settings.add("weir.listeners.front.forward.to", () -> target.target().toString());
    }

    @Test
    void forwards(@Autowired TcpTestClients clients) {
        try (TcpTestClient client = clients.connect("front")) {
            client.send("hello").receives("hello").endsInput().thenEnds();
        }
    }

    @SpringBootConfiguration
    static class Application {}
}
