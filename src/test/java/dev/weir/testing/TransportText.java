package dev.weir.testing;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;

import dev.weir.stream.Transport;
import java.io.IOException;
import java.nio.ByteBuffer;

/** Short texts, as UTF-8, over a transport. */
public final class TransportText {

    private static final int MAX = 100;

    private TransportText() {}

    /**
     * Returns what one read gets, at most 100 bytes, or {@code end} at the end of the input.
     *
     * @param timeoutNanos as in {@link Transport#read}
     */
    public static String read(Transport transport, long timeoutNanos) throws IOException {
        ByteBuffer buffer = ByteBuffer.allocate(MAX);
        int count = transport.read(buffer, timeoutNanos);
        assertThat(count).isEqualTo(count < 0 ? -1 : buffer.position());
        return count < 0 ? "end" : new String(buffer.array(), 0, count, UTF_8);
    }

    /** Returns how many bytes one write takes. */
    public static int write(Transport transport, String text) throws IOException {
        return transport.write(ByteBuffer.wrap(text.getBytes(UTF_8)));
    }
}
