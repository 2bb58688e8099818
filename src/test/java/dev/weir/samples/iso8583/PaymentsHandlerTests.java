package dev.weir.samples.iso8583;

import static dev.weir.samples.iso8583.Iso8583Client.networkManagement;
import static dev.weir.samples.iso8583.Iso8583Client.parseResponse;
import static dev.weir.samples.iso8583.Iso8583Client.payment;
import static dev.weir.samples.iso8583.Iso8583Client.summary;
import static org.assertj.core.api.Assertions.assertThat;

import com.solab.iso8583.IsoMessage;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.LengthFormat;
import dev.weir.samples.ProtocolPageSettings;
import dev.weir.test.FrameTestClient;
import dev.weir.test.TcpTestClient;
import dev.weir.test.WeirTest;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.bean.override.convention.TestBean;

/** What an author of {@link PaymentsHandler} tests: responses, declined and wrong messages, segments and ends. */
@Timeout(60)
@WeirTest(listeners = "payments")
@ProtocolPageSettings
@Import(PaymentsConfiguration.class)
class PaymentsHandlerTests {

    private static final FrameFormat FORMAT = FrameFormat.length(LengthFormat.DEFAULT.withSize(2));

    @TestBean
    @SuppressWarnings("unused") // the context has it
    private Payment.Issuer issuer;

    static Payment.Issuer issuer() {
        return payment -> switch (payment.amount().toPlainString()) {
            case "12.50" -> "00";
            case "0.00" -> throw new IllegalStateException("on purpose");
            default -> "51";
        };
    }

    @Test
    void answersAnEchoTest(TcpTestClient client) throws Exception {
        assertThat(exchange(client, networkManagement(1))).isEqualTo("0810 000001 00");
    }

    @Test
    void answersPaymentsWithTheDecision(TcpTestClient client) throws Exception {
        assertThat(exchange(client, payment(1, "12.50"))).isEqualTo("0210 000001 00");
        assertThat(exchange(client, payment(2, "12.51"))).isEqualTo("0210 000002 51");
    }

    @Test
    void answersAPaymentWithoutDecision(TcpTestClient client) throws Exception {
        assertThat(exchange(client, payment(1, "0.00"))).isEqualTo("0210 000001 96");
    }

    @Test
    void answersTheNextMessageAfterAPollAndOneThatCannotBeParsed(TcpTestClient client) throws Exception {
        client.framed(FORMAT).send(new byte[0]).send("GET / HTTP/1.1");
        assertThat(exchange(client, networkManagement(1))).isEqualTo("0810 000001 00");
    }

    @Test
    void pipelinedPaymentsMayBeAnsweredInAnyOrder(TcpTestClient client) throws Exception {
        FrameTestClient acquirer = client.framed(FORMAT);
        acquirer.send(payment(1, "12.50").writeData()).send(payment(2, "12.51").writeData());
        assertThat(List.of(receive(acquirer), receive(acquirer)))
                .containsExactlyInAnyOrder("0210 000001 00", "0210 000002 51");
    }

    @Test
    void aMessageMayComeInTwoSegments(TcpTestClient client) throws Exception {
        byte[] message = networkManagement(1).writeData();
        byte[] frame = ByteBuffer.allocate(message.length + 2)
                .putShort((short) message.length)
                .put(message)
                .array();
        client.segments(
                Arrays.copyOf(frame, 1), Arrays.copyOfRange(frame, 1, 9), Arrays.copyOfRange(frame, 9, frame.length));
        assertThat(receive(client.framed(FORMAT))).isEqualTo("0810 000001 00");
    }

    @Test
    void endsAfterTheLastResponse(TcpTestClient client) throws Exception {
        FrameTestClient acquirer =
                client.framed(FORMAT).send(payment(1, "12.50").writeData());
        client.endsInput();
        assertThat(receive(acquirer)).isEqualTo("0210 000001 00");
        client.thenEnds();
    }

    private static String exchange(TcpTestClient client, IsoMessage request) throws Exception {
        return receive(client.framed(FORMAT).send(request.writeData()));
    }

    private static String receive(FrameTestClient acquirer) throws Exception {
        return summary(parseResponse(acquirer.receive()));
    }
}
