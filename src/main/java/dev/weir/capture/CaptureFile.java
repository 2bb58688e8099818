package dev.weir.capture;

import java.nio.ByteBuffer;
import java.time.Instant;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A capture's file, into which packets are written with the time. Requires the capture's lock. */
final class CaptureFile {

    private static final String COMMENT = "Made from what the application has read and written."
            + " Headers, handshakes and acknowledgements are Weir's own.";

    private final CapturedPayload payload;
    private final BlockStore store;
    private final PcapngWriter writer;
    private final Instant since = Instant.now();
    private final long startNanos = System.nanoTime();
    private final long epochNanos = TimeUnit.SECONDS.toNanos(since.getEpochSecond()) + since.getNano();
    private long packets;

    /** @throws NoRoomException if there is no memory for the beginning of a file */
    CaptureFile(CaptureOptions options, CaptureMemory memory) {
        this.payload = options.payload();
        this.store = new BlockStore(memory, options.maxBytes());
        this.writer = new PcapngWriter(store);
        boolean begun = false;
        try {
            writer.begin("Weir", COMMENT);
            begun = true;
        } finally {
            if (!begun) {
                store.free();
            }
        }
    }

    /** When the file was begun. */
    Instant since() {
        return since;
    }

    /** Nanoseconds since it was begun, which never go back, whatever becomes of the system's clock. */
    long elapsedNanos() {
        return System.nanoTime() - startNanos;
    }

    /** Returns how many bytes of a payload are kept. */
    int kept(int length) {
        return payload.kept(length);
    }

    /**
     * Writes a packet.
     *
     * @param interfaceId one of {@link PcapngWriter}'s
     * @param headers its first bytes, from position to limit
     * @param content its other bytes
     * @param kept how many of these are written
     * @throws NoRoomException if there is no room for it
     */
    void write(int interfaceId, ByteBuffer headers, Slice content, int kept, @Nullable String comment) {
        writer.writePacket(interfaceId, epochNanos + elapsedNanos(), headers, content, kept, comment);
        packets++;
    }

    long packets() {
        return packets;
    }

    BlockStore store() {
        return store;
    }
}
