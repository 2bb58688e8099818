package dev.weir.frame;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/** Receives bytes in segments, as a stream does, and collects the payloads that a format finds in them. */
final class FormatProbe {

    private final FrameFormat format;
    private final List<byte[]> payloads = new ArrayList<>();
    private byte[] received = {};
    private int scanned;
    private int atLeast;

    FormatProbe(FrameFormat format) {
        this.format = format;
    }

    /** Returns the bytes of a frame with a payload. */
    static byte[] wrap(FrameFormat format, byte[] payload) {
        var sink = new GatheringSink();
        sink.clear(payload.length);
        try {
            format.wrap(ByteBuffer.wrap(payload), sink);
        } catch (IOException e) {
            throw new AssertionError("the sink does not fail", e);
        }
        ByteBuffer content = sink.content();
        byte[] frame = new byte[content.remaining()];
        content.get(frame);
        return frame;
    }

    void receive(byte[] segment) throws FrameException {
        received = join(received, segment);
        while (received.length > 0 && received.length >= atLeast && take(format.find(buffer(), scanned))) {
            scanned = 0;
            atLeast = 0;
        }
    }

    /** The peer ends its direction. */
    void finish() throws FrameException {
        if (received.length > 0) {
            take(format.findLast(buffer()));
        }
    }

    List<byte[]> payloads() {
        return payloads;
    }

    private boolean take(Found result) {
        switch (result) {
            case Found.Incomplete(int examined, int needed) -> {
                scanned = examined;
                atLeast = needed;
                return false;
            }
            case Found.Frame(int start, int length, int total) -> {
                payloads.add(Arrays.copyOfRange(received, start, start + length));
                consume(total);
            }
            case Found.Nothing(int skip) -> consume(skip);
        }
        return true;
    }

    private void consume(int count) {
        received = Arrays.copyOfRange(received, count, received.length);
    }

    /** A buffer whose position is not zero. */
    private ByteBuffer buffer() {
        return ByteBuffer.wrap(join(new byte[3], received)).position(3).asReadOnlyBuffer();
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
