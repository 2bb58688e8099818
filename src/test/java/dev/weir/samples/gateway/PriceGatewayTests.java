package dev.weir.samples.gateway;

import dev.weir.autoconfigure.TcpClientConnectionDetails;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import dev.weir.testing.TargetServer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.boot.test.context.TestConfiguration;
import org.springframework.context.annotation.Bean;
import org.springframework.test.context.TestPropertySource;

/** The listener is in memory; the server behind it is a real one, which the test says where to find. */
@Timeout(60)
@TestPropertySource(properties = "spring.config.location=classpath:/dev/weir/samples/gateway/application.yml")
@WeirTest
class PriceGatewayTests {

    @TestConfiguration(proxyBeanMethods = false)
    static class Server {

        @Bean
        TargetServer priceServer() throws IOException {
            return TargetServer.start(stream -> {
                for (String line; (line = stream.readLine(StandardCharsets.UTF_8, 100)) != null; ) {
                    stream.writeAll((line + " 7.50\n").getBytes(StandardCharsets.UTF_8));
                }
            });
        }

        @Bean
        TcpClientConnectionDetails whereItIs(TargetServer server) {
            return TcpClientConnectionDetails.of(
                    "prices", List.of(server.target().toString()));
        }
    }

    @Test
    void asksTheServerBehindIt(TcpTestClient client) {
        client.send("apples\npears\n").receivesLine("apples 7.50").receivesLine("pears 7.50");
    }
}
