package dev.weir.test.verifier;

import static dev.weir.test.verifier.VerifierCases.assertFault;
import static java.nio.charset.StandardCharsets.ISO_8859_1;

import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The verifier finds faults of what {@code wrap} writes and refuses. */
class FrameFormatWrapFaultsTests {

    @Test
    void findsAPayloadThatInjectsAFrame() {
        assertFault("what wrap has written is not read as", new Lines() {
            @Override
            void check(ByteBuffer payload) {
                requireAtMostMax(payload);
            }
        });
    }

    @Test
    void findsAPayloadThatIsChanged() {
        assertFault("what wrap has written is not read as", new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                byte[] copy = new byte[payload.remaining()];
                payload.get(copy);
                super.wrap(ByteBuffer.wrap(new String(copy, ISO_8859_1).strip().getBytes(ISO_8859_1)), sink);
            }
        });
    }

    @Test
    void findsAMissingEnd() {
        assertFault("what wrap has written is not read as", new Lines() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                check(payload);
                sink.put(payload);
            }
        });
    }

    @Test
    void findsARefusalAfterTheFirstByte() {
        assertFault("wrap has refused a payload after it had put 1 bytes", new Lines() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                if (payload.hasRemaining()) {
                    sink.put(payload.get(payload.position()));
                }
                check(payload);
                sink.put(payload.position(Math.min(payload.limit(), payload.position() + 1)));
                sink.put('\n');
            }
        });
    }

    @Test
    void findsAnotherExceptionOfWrap() {
        assertFault("wrap may throw an IllegalArgumentException, not", new Netstring() {
            @Override
            void refuseIf(boolean refused) {
                if (refused) {
                    throw new IllegalStateException("refused");
                }
            }
        });
    }

    @Test
    void findsAWrapThatTakesMoreThanTheMaximum() {
        assertFault("wrap has accepted a payload of 21 bytes", new Netstring() {
            @Override
            void refuseIf(boolean refused) {}
        });
    }

    @Test
    void findsAFormatThatWritesNoExample() {
        assertFault("the payload of no example can be written", new Netstring() {
            @Override
            public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
                refuseIf(payload.hasRemaining() && "hH".indexOf(payload.get(payload.position())) >= 0);
                super.wrap(payload, sink);
            }
        });
    }
}
