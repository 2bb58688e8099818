package dev.weir.samples.modbus;

import static dev.weir.samples.modbus.Tank.SIZE;

import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.util.Arrays;
import java.util.HexFormat;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Autowired;
import org.springframework.context.annotation.Import;

/** What an author of {@link ModbusHandler} tests: replies, exception codes, their order, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "modbus")
@ProtocolPageSettings
@Import(Tank.class)
class ModbusHandlerTests {

    @Test
    void readsWhatWasWritten(TcpTestClient client) {
        client.send(frame(1, "110600020102")).receives(frame(1, "110600020102"));
        client.send(frame(2, "110300020001")).receives(frame(2, "1103020102"));
    }

    @Test
    void answersAnErrorWithItsExceptionCode(TcpTestClient client) {
        client.send(frame(1, "110100000001")).receives(frame(1, "118101"));
        client.send(frame(2, "1103%04x0001".formatted(SIZE))).receives(frame(2, "118302"));
        client.send(frame(3, "110300000000")).receives(frame(3, "118303"));
    }

    @Test
    void answersAFastRequestBeforeAnEarlierSlowOne(TcpTestClient client, @Autowired Tank tank) {
        client.send(frame(1, "1103%04x0001".formatted(Tank.SLOW)));
        client.send(frame(2, "110300000001")).receives(frame(2, "1103020000"));
        tank.slow.countDown();
        client.receives(frame(1, "1103020000"));
    }

    @Test
    void aRequestMayComeInTwoSegments(TcpTestClient client) {
        byte[] request = frame(1, "110300000001");
        for (int split = 1; split < request.length; split++) {
            client.segments(Arrays.copyOf(request, split), Arrays.copyOfRange(request, split, request.length));
            client.receives(frame(1, "1103020000"));
        }
    }

    @Test
    void endsAtARequestThatIsTooLarge(TcpTestClient client) {
        client.send(HexFormat.of().parseHex("0001000000FF1103")).thenEnds();
    }

    @Test
    void endsAfterTheLastReply(TcpTestClient client) {
        client.send(frame(1, "110300000001")).endsInput();
        client.receives(frame(1, "1103020000")).thenEnds();
    }

    /** A frame of a unit and what follows, with the header of a transaction. */
    private static byte[] frame(int transaction, String content) {
        return HexFormat.of().parseHex("%04x0000%04x%s".formatted(transaction, content.length() / 2, content));
    }
}
