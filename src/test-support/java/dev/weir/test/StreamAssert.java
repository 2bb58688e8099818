package dev.weir.test;

import static java.nio.charset.StandardCharsets.UTF_8;

import dev.weir.stream.TcpStream;
import java.io.IOException;
import java.util.Arrays;
import org.assertj.core.api.AbstractAssert;

/**
 * Assertions on what comes from a stream, one end of {@link TcpStream#pipe()} for example. Each reads from it; its read timeout
 * is {@link TcpTestClient#DEADLINE} afterwards.
 */
public final class StreamAssert extends AbstractAssert<StreamAssert, TcpStream> {

    StreamAssert(TcpStream actual) {
        super(actual, StreamAssert.class);
    }

    /** Expects this text next, as UTF-8. */
    public StreamAssert receives(String text) {
        return receives(text.getBytes(UTF_8));
    }

    /** Expects these bytes next. */
    public StreamAssert receives(byte... expected) {
        isNotNull();
        byte[] received = new byte[expected.length];
        int length = 0;
        try {
            actual.readTimeout(TcpTestClient.DEADLINE);
            while (length < expected.length) {
                int count = actual.read(received, length, expected.length - length);
                if (count < 0) {
                    throw Expectation.failure(expected, Arrays.copyOf(received, length), "the peer has ended");
                }
                length += count;
            }
        } catch (IOException e) {
            throw Expectation.failure(Arrays.copyOf(received, length), e);
        }
        if (!Arrays.equals(received, expected)) {
            throw Expectation.failure(expected, received, "other bytes have come");
        }
        return this;
    }

    /** Expects the end of the peer's direction, and nothing before it. */
    public StreamAssert ends() {
        isNotNull();
        try {
            actual.readTimeout(TcpTestClient.DEADLINE);
            byte[] one = new byte[1];
            if (actual.read(one) >= 0) {
                throw Expectation.failure(new byte[0], one, "the end was expected, and there is more");
            }
            return this;
        } catch (IOException e) {
            throw Expectation.failure(new byte[0], e);
        }
    }

    /** Expects that this side has not closed the stream. */
    public StreamAssert isOpen() {
        isNotNull();
        if (!actual.isOpen()) {
            failWithMessage("expected %s to be open", actual);
        }
        return this;
    }

    /** Expects that this side has closed the stream. */
    public StreamAssert isClosed() {
        isNotNull();
        if (actual.isOpen()) {
            failWithMessage("expected %s to be closed", actual);
        }
        return this;
    }
}
