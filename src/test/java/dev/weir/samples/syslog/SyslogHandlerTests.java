package dev.weir.samples.syslog;

import static dev.weir.testing.Patience.take;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.function.Consumer;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What an author of {@link SyslogHandler} tests: messages in both framings, wrong ones, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "syslog")
@ProtocolPageSettings
class SyslogHandlerTests {

    private static final BlockingQueue<SyslogMessage> MESSAGES = new LinkedBlockingQueue<>();

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Consumer<SyslogMessage> journal;

    static Consumer<SyslogMessage> journal() {
        return MESSAGES::add;
    }

    @BeforeEach
    void forgetMessages() {
        MESSAGES.clear();
    }

    @Test
    void keepsAMessageThatFollowsItsLength(TcpTestClient client) throws Exception {
        client.framed(FrameFormat.syslog(100)).send("<132>1 - - billing - - - paid\ntwice");
        assertThat(take(MESSAGES).text()).isEqualTo("paid\ntwice");
    }

    @Test
    void keepsAMessageThatALineFeedEnds(TcpTestClient client) throws Exception {
        client.send("<132>1 - - billing - - - paid\n");
        assertThat(take(MESSAGES).application()).isEqualTo("billing");
    }

    @Test
    void aMessageMayComeInSeveralSegments(TcpTestClient client) throws Exception {
        client.segments("2", "9 <132>1 - - bill", "ing - - - paid<132>1 - - two - - -", "\n");
        assertThat(take(MESSAGES).text()).isEqualTo("paid");
        assertThat(take(MESSAGES).application()).isEqualTo("two");
    }

    @Test
    void leavesOutAMessageOfAnotherFormat(TcpTestClient client) throws Exception {
        client.send("<34>Oct 11 22:14:15 mymachine su: failed\n<34>1 - - su - - - failed\n");
        assertThat(take(MESSAGES).application()).isEqualTo("su");
    }

    @Test
    void endsWithoutAnAnswerAfterTheLastMessage(TcpTestClient client) throws Exception {
        client.send("<132>1 - - billing - - - paid\n").endsInput().thenEnds();
        assertThat(take(MESSAGES).application()).isEqualTo("billing");
    }

    @Test
    void endsAtAMessageThatIsTooLong(TcpTestClient client) {
        client.send("8193 <132>1 - - ").thenEnds();
        assertThat(MESSAGES).isEmpty();
    }
}
