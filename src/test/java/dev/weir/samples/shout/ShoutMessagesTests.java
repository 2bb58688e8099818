package dev.weir.samples.shout;

import dev.weir.frame.FrameFormat;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.springframework.test.context.TestPropertySource;

/** One listener of the application, in memory. */
@TestPropertySource(properties = ShoutTest.SETTINGS)
@WeirTest(listeners = "shout")
class ShoutMessagesTests {

    @Test
    void shouts(TcpTestClient client) {
        client.send("hello\n").receivesLine("HELLO");
    }

    @Test
    void aLineMayComeInTwoSegments(TcpTestClient client) {
        client.segments("wor", "ld\n").receives("WORLD\n").receivesNothingFor(Duration.ofMillis(50));
        client.endsInput().thenEnds();
    }

    @Test
    void messagesHaveAFormat(TcpTestClient client) {
        client.framed(FrameFormat.lines(100)).send("hello").receives("HELLO");
    }
}
