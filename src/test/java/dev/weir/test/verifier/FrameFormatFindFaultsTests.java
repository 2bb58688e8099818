package dev.weir.test.verifier;

import static dev.weir.test.verifier.VerifierCases.assertFault;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;

/** The verifier finds faults of what {@code find} returns, and of what it does to its buffer. */
class FrameFormatFindFaultsTests {

    @Test
    void findsAFrameThatIsReadWrongly() {
        assertFault("instead of 1, or with another payload", new Netstring() {
            @Override
            Found found(int start, int length) {
                return new Found.Frame(start, Math.max(0, length - 1), start + length + 1);
            }
        });
    }

    @Test
    void showsTheBytesInAHexDump() {
        assertFault("%n0000  35 3a 68 65 6c 6c 6f 2c                          5:hello,".formatted(), new Netstring() {
            @Override
            Found found(int start, int length) {
                return new Found.Frame(start, 0, start + length + 1);
            }
        });
    }

    @Test
    void findsAFrameThatTakesTheNextOne() {
        assertFault("three times in one segment", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return switch (super.find(received, scanned)) {
                    case Found.Frame(int start, int length, int _) ->
                        new Found.Frame(start, length, received.remaining());
                    case Found other -> other;
                };
            }
        });
    }

    @Test
    void findsAMarkThatIsMissedWhereSegmentsMeet() {
        assertFault("an example that arrives byte by byte is rejected", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                if (received.remaining() == 2) {
                    throw new FrameException(FrameError.MALFORMED, "two bytes");
                }
                return super.find(received, scanned);
            }
        });
    }

    @Test
    void findsALengthThatIsTakenBeforeItIsComplete() {
        assertFault("an example that arrives", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                // Takes the first digit for the length when no other has arrived.
                int digit = received.get(received.position()) - '0';
                return received.remaining() == 1 && digit == 1
                        ? new Found.Frame(0, 1, 1)
                        : super.find(received, scanned);
            }
        });
    }

    @Test
    void findsAScannedThatHidesBytes() {
        assertFault("but with scanned = 1", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return scanned > 0 && received.remaining() == 8
                        ? new Found.Incomplete(scanned, 9)
                        : super.find(received, scanned);
            }

            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(1, atLeast);
            }
        });
    }

    @Test
    void findsAScannedOfMoreThanThereIs() {
        assertFault("scanned = 1000 of", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(1000, atLeast);
            }
        });
    }

    @Test
    void findsAnAtLeastThatIsTooLarge() {
        assertFault("bytes suffice for Frame", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(0, atLeast + 10);
            }
        });
    }

    @Test
    void findsAnAtLeastThatHasBeenReceived() {
        assertFault("atLeast = 0, but", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Incomplete(0, 0);
            }
        });
    }

    @Test
    void findsAFrameOfMoreBytesThanThereAre() {
        assertFault("a frame of 8 bytes was found in", new Netstring() {
            @Override
            Found incomplete(int atLeast) {
                return new Found.Frame(0, 0, 8);
            }
        });
    }

    @Test
    void findsAChangedPosition() {
        assertFault("the buffer's position or limit was changed", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                Found found = super.find(received, scanned);
                received.get();
                return found;
            }
        });
    }

    @Test
    void findsChangedBytes() {
        assertFault("the received bytes were changed", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                if (!received.isReadOnly()) {
                    received.put(received.position(), (byte) 'x');
                }
                return new Found.Incomplete(0, received.remaining() + 1);
            }
        });
    }

    @Test
    void findsAnIndexThatDoesNotCountFromThePosition() {
        assertFault("", new Netstring() {
            @Override
            public Found find(ByteBuffer received, int scanned) throws FrameException {
                return super.find(received.duplicate().position(0), scanned);
            }
        });
    }

    @Test
    void findsADamagedFrameThatIsReadAccordingToItsSegments() {
        assertFault("read otherwise", new Netstring() {
            @Override
            void requireComma(ByteBuffer received, int index) throws FrameException {
                if (received.remaining() > index + 1) {
                    super.requireComma(received, index);
                }
            }
        });
    }
}
