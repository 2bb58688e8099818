package dev.weir.test;

import static dev.weir.test.ReceivedBytes.nanosUntil;
import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.frame.Found;
import dev.weir.frame.FrameFormat;
import dev.weir.test.ReceivedBytes.More;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Supplier;

/** A client whose messages have a {@link FrameFormat}, and which is otherwise a {@link TcpTestClient}. One thread. */
public final class FrameTestClient {

    private final TcpTestClient client;
    private final FrameFormat format;

    FrameTestClient(TcpTestClient client, FrameFormat format) {
        this.client = client;
        this.format = format;
    }

    /** Sends a message of text, as UTF-8. */
    public FrameTestClient send(String payload) {
        return send(payload.getBytes(UTF_8));
    }

    /** Sends a message. */
    public FrameTestClient send(byte... payload) {
        client.send(FrameBytes.of(format, payload));
        return this;
    }

    /** Expects a message of this text next, as UTF-8. */
    public FrameTestClient receives(String payload) {
        return receives(payload.getBytes(UTF_8));
    }

    /** Expects a message with this payload next. */
    public FrameTestClient receives(byte... payload) {
        byte[] actual = next(() -> HexDump.of(FrameBytes.of(format, payload)));
        if (!Arrays.equals(actual, payload)) {
            throw Expectation.failure(payload, actual, "another message has come");
        }
        return this;
    }

    /** Expects a message of each of these texts next, as UTF-8, in any order: what was handled at the same time. */
    public FrameTestClient receivesInAnyOrder(String... payloads) {
        List<String> missing = new ArrayList<>(List.of(payloads));
        while (!missing.isEmpty()) {
            byte[] expected = missing.getFirst().getBytes(UTF_8);
            byte[] actual = next(() -> HexDump.of(FrameBytes.of(format, expected)));
            if (!missing.remove(new String(actual, UTF_8))) {
                throw Expectation.failure(expected, actual, "a message has come that is none of " + missing);
            }
        }
        return this;
    }

    /** Expects a message next, and returns its payload as UTF-8: for messages that a test knows only in part. */
    public String receiveText() {
        return new String(receive(), UTF_8);
    }

    /** Expects a message next, and returns its payload. */
    public byte[] receive() {
        return next(() -> " a message");
    }

    /** Returns the client without the format, for what messages do not say: ends, resets, silence. */
    public TcpTestClient client() {
        return client;
    }

    private byte[] next(Supplier<String> expected) {
        long start = System.nanoTime();
        int scanned = 0;
        while (true) {
            switch (find(scanned)) {
                case Found.Frame(int from, int length, int total) -> {
                    return Arrays.copyOfRange(client.received().take(total), from, from + length);
                }
                case Found.Nothing(int skip) -> {
                    client.received().take(skip);
                    scanned = 0;
                }
                case Found.Incomplete incomplete -> {
                    scanned = incomplete.scanned();
                    More more = client.await(nanosUntil(start, client.deadline()));
                    if (more != More.ARRIVED) {
                        throw Expectation.failure(
                                expected.get(), client.received().pending(), client.reason(more));
                    }
                }
            }
        }
    }

    private Found find(int scanned) {
        byte[] pending = client.received().pending();
        try {
            return format.find(ByteBuffer.wrap(pending), scanned);
        } catch (IOException e) {
            throw Expectation.failure(pending, e);
        }
    }
}
