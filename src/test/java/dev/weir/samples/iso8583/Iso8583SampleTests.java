package dev.weir.samples.iso8583;

import static dev.weir.samples.iso8583.Iso8583Client.CARD;
import static dev.weir.samples.iso8583.Iso8583Client.networkManagement;
import static dev.weir.samples.iso8583.Iso8583Client.payment;
import static dev.weir.samples.iso8583.Iso8583Client.request;
import static dev.weir.samples.iso8583.Iso8583Client.summary;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.US_ASCII;
import static org.assertj.core.api.Assertions.assertThat;

import com.solab.iso8583.IsoMessage;
import com.solab.iso8583.IsoType;
import dev.weir.samples.ProtocolPage;
import dev.weir.samples.iso8583.Iso8583Client.Length;
import dev.weir.testing.LogCapture;
import dev.weir.testing.RunningApplication;
import java.io.IOException;
import java.math.BigDecimal;
import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.concurrent.CountDownLatch;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

/** A client with j8583 against {@link PaymentsHandler}. */
@Timeout(120)
class Iso8583SampleTests {

    private final CountDownLatch slow = new CountDownLatch(1);

    @Test
    void anEchoTestIsAnswered() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            client.send(networkManagement(1));
            IsoMessage response = client.receive();
            assertThat(summary(response)).isEqualTo("0810 000001 00");
            assertThat(response.<String>getObjectValue(70)).isEqualTo("301");
        }
    }

    @Test
    void aPaymentIsDecidedOnAndItsFieldsComeBack() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            client.send(payment(1, "12.50"));
            IsoMessage response = client.receive();
            assertThat(summary(response)).isEqualTo("0210 000001 00");
            assertThat(response.<String>getObjectValue(2)).isEqualTo(CARD);
            assertThat(response.<BigDecimal>getObjectValue(4)).isEqualTo("12.50");

            client.send(payment(2, "1000.01"));
            assertThat(summary(client.receive())).isEqualTo("0210 000002 51");
        }
    }

    @Test
    void aPaymentWithoutDecisionIsAnsweredAsWell() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            client.send(request(0x0200, 1).setValue(2, CARD, IsoType.LLVAR, 0));
            assertThat(summary(client.receive())).isEqualTo("0210 000001 30");

            client.send(payment(2, "0.00"));
            assertThat(summary(client.receive())).isEqualTo("0210 000002 96");
        }
    }

    @ParameterizedTest
    @CsvSource({"BINARY, 2, binary", "ASCII, 4, ascii", "BCD, 4, bcd"})
    void theLengthIsASetting(Length length, String size, String encoding) throws Exception {
        try (RunningApplication application = setup().with(
                                "weir.listeners.payments.framing.length.size=" + size,
                                "weir.listeners.payments.framing.length.encoding=" + encoding)
                        .start();
                var client = new Iso8583Client(application.connect("payments"), length)) {
            client.send(networkManagement(1));
            assertThat(summary(client.receive())).isEqualTo("0810 000001 00");
            client.send(payment(2, "12.50"));
            assertThat(summary(client.receive())).isEqualTo("0210 000002 00");
        }
    }

    @Test
    void aMessageThatCannotBeParsedIsNotAnsweredAndNoCardNumberIsLogged() throws Exception {
        try (RunningApplication application = start();
                var log = LogCapture.ofAll();
                Iso8583Client client = connect(application)) {
            client.sendFrame("GET / HTTP/1.1".getBytes(US_ASCII));
            byte[] cut = payment(1, "12.50").writeData();
            client.sendFrame(Arrays.copyOf(cut, cut.length - 5));
            client.send(request(0x0620, 2).setValue(2, CARD, IsoType.LLVAR, 0));
            client.send(networkManagement(3));

            assertThat(summary(client.receive())).isEqualTo("0810 000003 00");
            await().untilAsserted(() -> assertThat(log.warnings()).hasSize(3));
            assertThat(log.events()).allSatisfy(event -> {
                assertThat(event.getFormattedMessage()).doesNotContain(CARD);
                if (event.getThrowableProxy() != null) {
                    assertThat(event.getThrowableProxy().getMessage()).isEqualTo("a message cannot be parsed");
                    assertThat(event.getThrowableProxy().getCause()).isNull();
                }
            });
        }
    }

    @Test
    void aPollIsIgnored() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            client.sendFrame(new byte[0]);
            client.send(networkManagement(1));
            assertThat(summary(client.receive())).isEqualTo("0810 000001 00");
        }
    }

    @Test
    void aPollIsSentBackIfTheSettingsSaySo() throws Exception {
        try (RunningApplication application = setup().with("weir.listeners.payments.framing.length.zero=echo")
                        .start();
                Iso8583Client client = connect(application)) {
            client.sendFrame(new byte[0]);
            assertThat(client.receiveFrame()).isEmpty();
            client.send(networkManagement(1));
            assertThat(summary(client.receive())).isEqualTo("0810 000001 00");
        }
    }

    @Test
    void aSlowDecisionHoldsUpNoOtherOnTheConnection() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            client.send(payment(1, "99.99"));
            client.send(payment(2, "12.50"));
            client.send(networkManagement(3));
            List<String> before = List.of(summary(client.receive()), summary(client.receive()));
            assertThat(before).containsExactlyInAnyOrder("0210 000002 00", "0810 000003 00");

            slow.countDown();
            assertThat(summary(client.receive())).isEqualTo("0210 000001 00");
        }
    }

    @Test
    void eachOfManyPipelinedPaymentsIsAnsweredOnce() throws Exception {
        try (RunningApplication application = start();
                Iso8583Client client = connect(application)) {
            Set<String> expected = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                client.send(payment(i, i % 2 == 0 ? "12.50" : "1000.01"));
                expected.add("0210 %06d %s".formatted(i, i % 2 == 0 ? "00" : "51"));
            }
            Set<String> received = new HashSet<>();
            for (int i = 0; i < 500; i++) {
                received.add(summary(client.receive()));
            }
            assertThat(received).isEqualTo(expected);
        }
    }

    private RunningApplication start() throws IOException {
        return setup().start();
    }

    private RunningApplication.Setup setup() throws IOException {
        return ProtocolPage.read()
                .application("ISO 8583")
                .bean("configuration", PaymentsConfiguration.class, PaymentsConfiguration::new)
                .bean("issuer", Payment.Issuer.class, () -> this::authorize);
    }

    private static Iso8583Client connect(RunningApplication application) throws IOException {
        return new Iso8583Client(application.connect("payments"), Length.BINARY);
    }

    private String authorize(Payment payment) {
        return switch (payment.amount().toPlainString()) {
            case "0.00" -> throw new IllegalStateException("on purpose");
            case "99.99" -> {
                awaitRelease();
                yield "00";
            }
            case "12.50" -> "00";
            default -> "51";
        };
    }

    private void awaitRelease() {
        try {
            slow.await();
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IllegalStateException(e);
        }
    }
}
