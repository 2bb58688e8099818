package dev.weir.faults;

import dev.weir.testing.WeirProcess;
import java.io.IOException;
import java.net.Socket;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.ThreadFactory;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** A service with one processor, whose clients keep it busy from morning to night. */
class FairnessIT {

    private static final int BUSY = 8;
    private static final int ROUNDS = 10;
    private static final ThreadFactory CLIENTS = Thread.ofPlatform().daemon().factory();

    private static WeirProcess service;

    @BeforeAll
    static void start() throws Exception {
        service = WeirProcess.service()
                .jvm("-Xmx256m", "-XX:ActiveProcessorCount=1")
                .listener("discard", "discard")
                .listener("chargen", "chargen")
                .start();
    }

    @AfterAll
    static void stop() {
        service.close();
    }

    @ParameterizedTest
    @ValueSource(strings = {"discard", "chargen"})
    void streamsThatNeverHaveToWaitKeepNobodyElseWaiting(String busy) throws Exception {
        List<Socket> clients = new ArrayList<>();
        try (Socket early = service.connect("echo")) {
            Peers.echo(early, "before");
            for (int i = 0; i < BUSY; i++) {
                Socket client = service.connect(busy);
                clients.add(client);
                CLIENTS.newThread(() -> keepBusy(client, busy.equals("discard")))
                        .start();
            }
            for (int i = 0; i < ROUNDS; i++) {
                Peers.echo(early, "one that was here before");
                try (Socket newcomer = service.connect("echo")) {
                    Peers.echo(newcomer, "one that comes in the middle");
                }
            }
        } finally {
            for (Socket client : clients) {
                client.close();
            }
        }
    }

    private static void keepBusy(Socket client, boolean sending) {
        var bytes = new byte[256 * 1024];
        try {
            while (true) {
                if (sending) {
                    client.getOutputStream().write(bytes);
                } else if (client.getInputStream().read(bytes) < 0) {
                    return;
                }
            }
        } catch (IOException _) {
            // The test is over.
        }
    }
}
