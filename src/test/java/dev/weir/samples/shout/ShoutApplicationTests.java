package dev.weir.samples.shout;

import dev.weir.test.AutoConfigureWeirTest;
import dev.weir.test.ConnectedTo;
import dev.weir.test.TcpTestClient;
import org.junit.jupiter.api.Test;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.test.context.TestPropertySource;

/** The whole application, on ports. */
@TestPropertySource(properties = ShoutTest.SETTINGS)
@SpringBootTest
@AutoConfigureWeirTest
class ShoutApplicationTests {

    @Test
    void shouts(@ConnectedTo("shout") TcpTestClient client) {
        client.send("hello\n").receivesLine("HELLO");
    }

    @Test
    void anErrorEndsThatConnectionOnly(
            @ConnectedTo("balance") TcpTestClient failing, @ConnectedTo("shout") TcpTestClient other) {
        failing.send("joe\n").thenEnds();
        other.send("hello\n").receivesLine("HELLO");
    }
}
