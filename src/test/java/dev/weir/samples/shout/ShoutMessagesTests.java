package dev.weir.samples.shout;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import dev.weir.frame.FrameFormat;
import dev.weir.server.StreamListener;
import dev.weir.server.StreamListeners;
import dev.weir.test.TcpTestClient;
import dev.weir.test.TcpTestClients;
import dev.weir.test.WeirTest;
import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.ApplicationContext;

/** One listener of the application, in memory. */
@Timeout(60)
@WeirTest(listeners = "shout", properties = ShoutTest.SETTINGS)
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

    @Test
    void onlyWhatTheListenerNeedsIsCreated(@Autowired ApplicationContext context) {
        assertThat(context.getBean(StreamListeners.class).all())
                .singleElement()
                .returns("shout", StreamListener::name)
                .returns("memory:shout", StreamListener::address);
        assertThat(context.getBeanNamesForType(Accounts.class)).isEmpty();
        assertThat(context.getEnvironment().getProperty("local.tcp.shout.port")).isNull();
    }

    @Test
    void aListenerThatIsNotStartedIsNamedWithTheOthers(@Autowired TcpTestClients clients) {
        assertThatThrownBy(() -> clients.connect("balance"))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("There is no listener balance; there are: shout");
    }
}
