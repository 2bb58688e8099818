package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends lines of characters until the client finishes, and throws away what it receives (RFC 864).
 *
 * <p>Each line has 72 of the 95 printable ASCII characters and begins one character later than the line before. The client's
 * end of input ends it at once, in the middle of a line if need be, so a client that finishes and never reads holds nobody.
 */
public final class ChargenHandler implements TcpStreamHandler {

    private static final int LINE_LENGTH = 72;
    private static final int FIRST = ' ';
    private static final int CHARACTERS = '~' - FIRST + 1;

    /** All the lines there are, once round, for all streams. */
    private static final ByteBuffer ROUND = round();

    private static ByteBuffer round() {
        ByteBuffer round = ByteBuffer.allocate(CHARACTERS * (LINE_LENGTH + 2));
        for (int line = 0; line < CHARACTERS; line++) {
            for (int column = 0; column < LINE_LENGTH; column++) {
                round.put((byte) (FIRST + (line + column) % CHARACTERS));
            }
            round.put((byte) '\r').put((byte) '\n');
        }
        return round.flip().asReadOnlyBuffer();
    }

    @Override
    public void handle(TcpStream stream) throws IOException {
        Thread.startVirtualThread(() -> generate(stream));
        stream.transferTo(DiscardChannel.INSTANCE);
    }

    /** Goes on until the stream is closed, which is when {@link #handle} has returned. */
    private static void generate(TcpStream stream) {
        try {
            while (true) {
                stream.writeAll(ROUND.duplicate());
            }
        } catch (IOException _) {
            // Closed; or broken, and the reading thread meets the same and says so.
        }
    }
}
