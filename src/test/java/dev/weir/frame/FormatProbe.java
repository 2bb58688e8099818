package dev.weir.frame;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;

/** Receives bytes in pieces as a stream does, and collects what a format finds in them. */
final class FormatProbe {

    private final FrameFormat format;
    private final List<String> found = new ArrayList<>();
    private final List<byte[]> payloads = new ArrayList<>();
    private byte[] received = new byte[0];
    private int scanned;
    private int atLeast;

    FormatProbe(FrameFormat format) {
        this.format = format;
    }

    /** Returns the payloads that were found, as text in ISO 8859-1, and "-n" for n bytes that are no frame. */
    static List<String> find(FrameFormat format, byte[]... segments) throws FrameException {
        var probe = new FormatProbe(format);
        for (byte[] segment : segments) {
            probe.receive(segment);
        }
        return probe.found;
    }

    static List<String> findByteByByte(FrameFormat format, byte[] bytes) throws FrameException {
        var probe = new FormatProbe(format);
        for (byte one : bytes) {
            probe.receive(new byte[] {one});
        }
        return probe.found;
    }

    static List<String> findToTheEnd(FrameFormat format, byte[] bytes) throws FrameException {
        var probe = new FormatProbe(format);
        probe.receive(bytes);
        probe.finish();
        return probe.found;
    }

    static byte[] wrap(FrameFormat format, byte[] payload) {
        var bytes = new ByteArrayOutputStream();
        FrameSink sink = new FrameSink() {
            @Override
            public void put(int value) {
                bytes.write(value);
            }

            @Override
            public void put(ByteBuffer source) {
                while (source.hasRemaining()) {
                    bytes.write(source.get());
                }
            }
        };
        try {
            format.wrap(ByteBuffer.wrap(payload), sink);
        } catch (IOException e) {
            throw new AssertionError("the sink does not fail", e);
        } catch (IllegalArgumentException e) {
            if (bytes.size() > 0) {
                throw new AssertionError("refused after the first byte", e);
            }
            throw e;
        }
        return bytes.toByteArray();
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

    /** What has been found, in the form of {@link #find}. */
    List<String> found() {
        return found;
    }

    List<byte[]> payloads() {
        return payloads;
    }

    private boolean take(Found result) {
        switch (result) {
            case Found.Incomplete(int examined, int needed) -> {
                if (examined > received.length || needed <= received.length) {
                    throw new AssertionError(result + " of " + received.length + " bytes");
                }
                scanned = examined;
                atLeast = needed;
                return false;
            }
            case Found.Frame(int start, int length, int total) -> {
                byte[] payload = Arrays.copyOfRange(received, start, start + length);
                payloads.add(payload);
                found.add(text(payload));
                consume(total);
            }
            case Found.Nothing(int skip) -> {
                found.add("-" + skip);
                consume(skip);
            }
        }
        return true;
    }

    private void consume(int count) {
        received = Arrays.copyOfRange(received, count, received.length);
    }

    /** A buffer in which positions do not count from zero. */
    private ByteBuffer buffer() {
        return ByteBuffer.wrap(join(new byte[3], received)).position(3).asReadOnlyBuffer();
    }

    static void assertRejected(FrameError error, ThrowingCallable call) {
        assertThatExceptionOfType(FrameException.class)
                .isThrownBy(call)
                .satisfies(e -> assertThat(e.error()).isEqualTo(error));
    }

    static byte[] bytes(String text) {
        return text.getBytes(StandardCharsets.ISO_8859_1);
    }

    static String text(byte[] bytes) {
        return new String(bytes, StandardCharsets.ISO_8859_1);
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
