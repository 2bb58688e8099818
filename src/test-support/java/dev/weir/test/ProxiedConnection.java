package dev.weir.test;

import dev.weir.stream.Half;
import dev.weir.stream.StreamOptions;
import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;

/** A client's connection through a {@link FaultProxy}, and the one to the server. */
final class ProxiedConnection {

    private static final int CHUNK = 16 * 1024;

    private final Transport client;
    private final Faults faults;

    /** The client, and the server once it is connected. */
    private final Queue<Transport> sides = new ConcurrentLinkedQueue<>();

    ProxiedConnection(Transport client, Faults faults) {
        this.client = client;
        this.faults = faults;
        sides.add(client);
    }

    /** Connects to the server, and copies until both directions have ended or one has failed. */
    void run(String target) {
        try (client) {
            relay(target);
        } catch (IOException _) {
            // The descriptor is released in any case (close(2)).
        }
    }

    private void relay(String target) {
        try (Transport server = Transport.connect(target, StreamOptions.DEFAULT)) {
            sides.add(server);
            Thread replies = Thread.ofVirtual()
                    .name("weir-fault-proxy")
                    .start(() -> copy(server, faults.swapped().receiving(), client));
            copy(client, faults.receiving(), server);
            replies.join();
        } catch (IOException _) {
            reset();
        } catch (InterruptedException _) {
            reset();
            Thread.currentThread().interrupt();
        }
    }

    /** Copies what comes through the faults, and discards the rest: bytes left unread would turn the close into a reset. */
    private void copy(Transport from, Faults faults, Transport to) {
        ByteBuffer buffer = ByteBuffer.allocate(CHUNK);
        Transport faulty = faults.applyTo(from);
        try {
            while (faulty.read(buffer.clear(), Transport.NO_TIMEOUT) > 0) {
                buffer.flip();
                while (buffer.hasRemaining()) {
                    to.write(buffer);
                }
            }
            to.shutdown(Half.WRITE);
            while (from.read(buffer.clear(), Transport.NO_TIMEOUT) > 0) {}
        } catch (IOException _) {
            reset();
        }
    }

    /** Resets both sides. */
    void reset() {
        for (Transport side : sides) {
            try {
                side.reset();
            } catch (IOException _) {
                // The descriptor is released in any case (close(2)).
            }
        }
    }
}
