package dev.weir.service;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.testing.Actuator;
import org.junit.jupiter.api.Test;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.boot.test.context.SpringBootTest.WebEnvironment;

@SpringBootTest(webEnvironment = WebEnvironment.RANDOM_PORT, properties = "weir.listeners.echo.address=127.0.0.1:0")
class WeirApplicationTests {

    @Test
    void answersHealth(@Value("${local.server.port}") int port) throws Exception {
        try (var actuator = new Actuator(port)) {
            assertThat(actuator.get("health").body()).contains("UP");
        }
    }
}
