package dev.weir.samples.hl7;

import static dev.weir.testing.Patience.DEADLINE;
import static dev.weir.testing.Patience.await;
import static java.nio.charset.StandardCharsets.ISO_8859_1;
import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.Initiator;
import ca.uhn.hl7v2.llp.HL7Reader;
import ca.uhn.hl7v2.llp.MinLowerLayerProtocol;
import ca.uhn.hl7v2.model.v25.message.ACK;
import ca.uhn.hl7v2.parser.CanonicalModelClassFactory;
import dev.weir.observe.CloseCause;
import dev.weir.samples.ProtocolPage;
import dev.weir.testing.RunningApplication;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.charset.Charset;
import java.util.List;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

/** The client of HAPI against {@link AdmissionsHandler}. */
@Timeout(120)
class Hl7SampleTests {

    private static final String ADMISSION = """
            MSH|^~\\&|REG|KÖLN|ADT|NORTH|20260304101500||ADT^A01^ADT_A01|C1|P|2.5
            EVN||20260304101500
            PID|1||4711^^^KÖLN^MR||Müller^Zoë||19700101|F
            PV1|1|I
            """.replace('\n', '\r');

    private final Queue<Admission> kept = new ConcurrentLinkedQueue<>();

    @Test
    void anAdmissionIsKeptAndAccepted() throws Exception {
        try (RunningApplication application = start();
                var client = new Client(application, UTF_8)) {
            ACK reply = client.send(ADMISSION);
            assertThat(reply.getMSA().encode()).isEqualTo("MSA|AA|C1");
            assertThat(reply.getMSH().getReceivingFacility().encode()).isEqualTo("KÖLN");
            assertThat(kept).containsExactly(new Admission("4711", "Müller"));
        }
    }

    @Test
    void anAdmissionOfAnEarlierVersionIsAcceptedInThatVersion() throws Exception {
        try (RunningApplication application = start();
                var client = new Client(application, UTF_8)) {
            ACK reply = client.send(ADMISSION.replace("|P|2.5", "|P|2.3"));
            assertThat(reply.getMSA().encode()).isEqualTo("MSA|AA|C1");
            assertThat(reply.getMSH().getVersionID().encode()).isEqualTo("2.3");
        }
    }

    @Test
    void whatIsWrongInAMessageIsAnErrorAndTheNextOneIsAccepted() throws Exception {
        try (RunningApplication application = start();
                var client = new Client(application, UTF_8)) {
            assertRefused(client.send(ADMISSION.replace("4711", "")), "AE", "101");
            ACK reply = client.send(ADMISSION.replace("19700101", "in May"));
            assertRefused(reply, "AE", "102");
            assertThat(reply.getERR().getErrorLocation(0).getSegmentID().getValue())
                    .isEqualTo("PID");

            assertThat(kept).isEmpty();
            assertThat(client.send(ADMISSION).getMSA().encode()).isEqualTo("MSA|AA|C1");
            assertThat(application.statistics("admissions").accepted()).isEqualTo(1);
        }
    }

    @Test
    void anUnsupportedMessageIsRejected() throws Exception {
        try (RunningApplication application = start();
                var client = new Client(application, UTF_8)) {
            assertRefused(client.send(ADMISSION.replace("ADT^A01", "ADT^A08")), "AR", "201");
            assertRefused(client.send(ADMISSION.replace("ADT^A01^ADT_A01", "ORU^R01^ORU_R01")), "AR", "201");
        }
    }

    @Test
    void anAdmissionThatIsNotKeptIsRejectedWithoutTheReason() throws Exception {
        Admission.Store store = _ -> {
            throw new IllegalStateException("no connection to 10.0.0.7");
        };
        try (RunningApplication application =
                        setup(RunningApplication.application(), store).start();
                var client = new Client(application, UTF_8)) {
            ACK reply = client.send(ADMISSION);
            assertRefused(reply, "AR", "207");
            assertThat(reply.encode()).doesNotContain("10.0.0.7");
            await().untilAsserted(() -> assertThat(application
                            .scrape()
                            .sum("tcp_server_exchange_seconds_count", "outcome=\"error\"", "error=\"Refusal\""))
                    .isEqualTo(1));
        }
    }

    @Test
    void threadsThatShareAConnectionGetTheirOwnAcknowledgements() throws Exception {
        try (RunningApplication application = start();
                var client = new Client(application, UTF_8);
                ExecutorService threads = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<ACK>> replies = IntStream.range(0, 100)
                    .mapToObj(i -> threads.submit(() -> client.send(withId("T" + i))))
                    .toList();
            for (int i = 0; i < 100; i++) {
                assertThat(replies.get(i).get().getMSA().encode()).isEqualTo("MSA|AA|T" + i);
            }
            assertThat(kept).hasSize(100);
            assertThat(application.statistics("admissions").accepted()).isEqualTo(1);
        }
    }

    @Test
    void pipelinedMessagesAreAcknowledgedInOrderAndNoiseBetweenThemIsSkipped() throws Exception {
        var protocol = new MinLowerLayerProtocol();
        protocol.setCharset(UTF_8);
        var messages = new ByteArrayOutputStream();
        for (int i = 0; i < 10; i++) {
            messages.writeBytes("\r\n\0".getBytes(UTF_8));
            protocol.getWriter(messages).writeMessage(withId("P" + i));
        }
        try (RunningApplication application = start();
                Socket socket = application.connect("admissions")) {
            socket.getOutputStream().write(messages.toByteArray());
            HL7Reader reader = protocol.getReader(socket.getInputStream());
            for (int i = 0; i < 10; i++) {
                assertThat(reader.getMessage()).contains("\rMSA|AA|P" + i + "\r");
            }
        }
    }

    @Test
    void theCharsetIsTheListeners() throws Exception {
        try (RunningApplication application = setup(RunningApplication.listenersOnly(), kept::add)
                        .with("weir.listeners.admissions.framing.charset=ISO-8859-1")
                        .start();
                var client = new Client(application, ISO_8859_1)) {
            assertThat(client.send(ADMISSION).getMSH().getReceivingFacility().encode())
                    .isEqualTo("KÖLN");
            assertThat(kept).containsExactly(new Admission("4711", "Müller"));
        }
    }

    @Test
    void bytesThatAreNotOfTheCharsetEndTheConnection() throws Exception {
        assertEndsAsProtocolError(("\013" + ADMISSION + "\034\r").getBytes(ISO_8859_1));
    }

    @Test
    void aFrameThatIsNotHl7EndsTheConnection() throws Exception {
        assertEndsAsProtocolError("\013GET / HTTP/1.1\034\r".getBytes(UTF_8));
    }

    private void assertEndsAsProtocolError(byte[] frame) throws Exception {
        try (RunningApplication application = start();
                Socket socket = application.connect("admissions")) {
            socket.getOutputStream().write(frame);
            assertThat(socket.getInputStream().readAllBytes()).isEmpty();
            application.awaitRest("admissions");
            assertThat(application.statistics("admissions").closed(CloseCause.PROTOCOL_ERROR))
                    .isEqualTo(1);
            assertThat(kept).isEmpty();
        }
    }

    private static void assertRefused(ACK reply, String code, String error) throws HL7Exception {
        assertThat(reply.getMSA().encode()).isEqualTo("MSA|" + code + "|C1");
        assertThat(reply.getERR().getHL7ErrorCode().getIdentifier().getValue()).isEqualTo(error);
    }

    private static String withId(String id) {
        return ADMISSION.replace("|C1|", "|" + id + "|");
    }

    private RunningApplication start() throws IOException {
        return setup(RunningApplication.listenersOnly(), kept::add).start();
    }

    private static RunningApplication.Setup setup(RunningApplication.Setup setup, Admission.Store store)
            throws IOException {
        return ProtocolPage.read()
                .settings("HL7 v2", setup)
                .bean("configuration", AdmissionsConfiguration.class, AdmissionsConfiguration::new)
                .bean("store", Admission.Store.class, () -> store);
    }

    /** A connection of HAPI's client, which does not check what it sends. */
    private static final class Client implements AutoCloseable {

        private final HapiContext hapi = new DefaultHapiContext(new CanonicalModelClassFactory("2.5"));
        private final Initiator initiator;

        Client(RunningApplication application, Charset charset) throws HL7Exception {
            hapi.getParserConfiguration().setValidating(false);
            hapi.getLowerLayerProtocol().setCharset(charset);
            initiator = hapi.newClient(
                            "127.0.0.1", application.address("admissions").getPort(), false)
                    .getInitiator();
            initiator.setTimeout(DEADLINE.toMillis(), TimeUnit.MILLISECONDS);
        }

        ACK send(String message) throws Exception {
            return (ACK) initiator.sendAndReceive(hapi.getPipeParser().parse(message));
        }

        @Override
        public void close() throws IOException {
            hapi.close();
        }
    }
}
