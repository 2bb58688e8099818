package dev.weir.samples.tracker;

import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.frame.FrameFormat;
import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.time.Clock;
import java.time.Instant;
import java.time.ZoneOffset;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What an author of {@link TrackerHandler} tests: confirmations, commands, unknown trackers, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "trackers")
@ProtocolPageSettings
@Import(TrackerCommands.class)
class TrackerHandlerTests {

    private static final FrameFormat H02 = FrameFormat.delimited(100, "#");

    private static final String POSITION = "*HQ,1,V1,224434,A,1827.3855,N,06705.7577,W,012.50,360,100221,FFFFFFFF";
    private static final String CONFIRMATION = "*HQ,1,V4,V1,20210210224434";

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Fleet fleet;

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Clock clock;

    static Fleet fleet() {
        return new Fleet() {
            @Override
            public boolean contains(String tracker) {
                return tracker.length() == 1;
            }

            @Override
            public void add(Position position) {}
        };
    }

    static Clock clock() {
        return Clock.fixed(Instant.parse("2026-01-02T03:04:05Z"), ZoneOffset.UTC);
    }

    @Test
    void confirmsAPosition(TcpTestClient client) {
        client.framed(H02).send(POSITION).receives(CONFIRMATION);
    }

    @Test
    void aPositionMayEndWithALineEndAndComeInSeveralSegments(TcpTestClient client) {
        client.segments("*", POSITION.substring(1), "#", "\r\n" + POSITION, "#\r", "\n");
        client.framed(H02).receives(CONFIRMATION).receives(CONFIRMATION);
    }

    @Test
    void sendsACommandByTheConnectionOfTheTracker(
            TcpTestClient first, TcpTestClient second, @Autowired TrackerCommands commands) throws Exception {
        first.framed(H02).send("*HQ,2,HTBT").receives("*HQ,2,HTBT");
        second.framed(H02).send("*HQ,3,HTBT").receives("*HQ,3,HTBT");
        assertThat(commands.stopEngine("2")).isTrue();
        first.framed(H02).receives("*HQ,2,S20,030405,1,1");
    }

    @Test
    void endsTheConnectionOfAnUnknownTracker(TcpTestClient client) {
        client.send("*HQ,4106019999,HTBT#").thenEnds();
    }

    @Test
    void endsTheConnectionOfAWrongMessageAfterThoseBeforeIt(TcpTestClient client) {
        client.send(POSITION + "#*HQ,1,V1,224434#" + POSITION + "#");
        client.framed(H02).receives(CONFIRMATION).client().thenEnds();
    }

    @Test
    void endsAfterTheLastConfirmation(TcpTestClient client) {
        client.send(POSITION + "#").endsInput();
        client.framed(H02).receives(CONFIRMATION).client().thenEnds();
    }
}
