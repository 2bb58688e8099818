package dev.weir.targets;

import static org.assertj.core.api.Assertions.assertThat;

import ca.uhn.hl7v2.DefaultHapiContext;
import ca.uhn.hl7v2.HL7Exception;
import ca.uhn.hl7v2.HapiContext;
import ca.uhn.hl7v2.app.HL7Service;
import ca.uhn.hl7v2.model.Message;
import ca.uhn.hl7v2.protocol.ReceivingApplication;
import ca.uhn.hl7v2.util.idgenerator.InMemoryIDGenerator;
import dev.weir.client.FrameClient;
import dev.weir.testing.FreePorts;
import dev.weir.testing.RunningApplication;
import dev.weir.testing.Scrape;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.stream.IntStream;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;
import org.springframework.beans.factory.annotation.Qualifier;

/** HAPI's HL7 server, called by a client with frames. */
@Timeout(120)
class HapiTargetTests {

    private static final int CALLERS = 100;

    private final HapiContext hapi = new DefaultHapiContext();
    private HL7Service server;
    private RunningApplication weir;

    /** Has the client injected, as an application does. */
    static final class Sender {

        private final FrameClient<String, String> client;

        Sender(@Qualifier("hospital") FrameClient<String, String> client) {
            this.client = client;
        }

        /** Sends an admission and returns the code and the id of its acknowledgement. */
        String send(String id) throws IOException {
            return client.call(admission(id))
                    .lines()
                    .filter(segment -> segment.startsWith("MSA|"))
                    .findFirst()
                    .orElseThrow()
                    .substring(4);
        }

        private static String admission(String id) {
            return "MSH|^~\\&|WEIR|WARD|HIS|NORTH|20260304101500||ADT^A01^ADT_A01|" + id + "|P|2.5\r"
                    + "EVN||20260304101500\r"
                    + "PID|1||4711^^^WARD^MR||Doe^Jane||19700101|F\r"
                    + "PV1|1|I\r";
        }
    }

    @BeforeEach
    void start() throws Exception {
        hapi.getParserConfiguration().setIdGenerator(new InMemoryIDGenerator()); // By default, a file here.
        int port = FreePorts.one();
        server = hapi.newServer(port, false);
        server.registerApplication(new Acknowledging());
        server.startAndWait();
        weir = RunningApplication.application()
                .with(
                        "weir.clients.hospital.addresses=127.0.0.1:" + port,
                        "weir.clients.hospital.framing.type=mllp",
                        "weir.clients.hospital.request.timeout=30s",
                        "weir.clients.hospital.pool.max=4",
                        "weir.clients.hospital.pool.max-pending=" + CALLERS,
                        "weir.clients.hospital.pool.acquire-timeout=30s")
                .bean("sender", Sender.class)
                .start();
    }

    @AfterEach
    void stop() throws IOException {
        weir.close();
        server.stopAndWait();
        hapi.close();
    }

    private static final class Acknowledging implements ReceivingApplication<Message> {

        @Override
        public Message processMessage(Message message, Map<String, Object> metadata) throws HL7Exception {
            try {
                return message.generateACK();
            } catch (IOException e) {
                throw new HL7Exception(e);
            }
        }

        @Override
        public boolean canProcess(Message message) {
            return true;
        }
    }

    @Test
    void everyCallerGetsTheAcknowledgementOfItsOwnMessage() throws Exception {
        Sender sender = weir.bean(Sender.class);
        try (ExecutorService callers = Executors.newVirtualThreadPerTaskExecutor()) {
            List<Future<String>> replies = IntStream.range(0, CALLERS)
                    .mapToObj(i -> callers.submit(() -> sender.send("M" + i)))
                    .toList();
            for (int i = 0; i < CALLERS; i++) {
                assertThat(replies.get(i).get()).isEqualTo("AA|M" + i);
            }
        }
        Scrape meters = weir.scrape();
        assertThat(meters.sum("tcp_client_requests_seconds_count", "client=\"hospital\"", "outcome=\"replied\""))
                .isEqualTo(CALLERS);
        assertThat(meters.sum("tcp_client_connections_opened_total", "client=\"hospital\""))
                .isBetween(1L, 4L);
    }
}
