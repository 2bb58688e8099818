package dev.weir.test.verifier;

import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.Found;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Lines of up to 20 bytes. Tests override a part of it with a fault. */
class Lines implements FrameFormat {

    private final FrameFormat lines = FrameFormat.lines(20);

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        return lines.find(received, scanned);
    }

    @Override
    public Found findLast(ByteBuffer received) throws FrameException {
        return lines.findLast(received);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        check(payload);
        sink.put(payload);
        sink.put('\n');
    }

    static void requireAtMostMax(ByteBuffer payload) {
        if (payload.remaining() > 20) {
            throw new IllegalArgumentException("refused");
        }
    }

    void check(ByteBuffer payload) {
        requireAtMostMax(payload);
        byte[] bytes = new byte[payload.remaining()];
        payload.duplicate().get(bytes);
        String text = new String(bytes, ISO_8859_1);
        if (text.contains("\n") || text.endsWith("\r")) {
            throw new IllegalArgumentException("refused");
        }
    }

    @Override
    public int max() {
        return 20;
    }
}
