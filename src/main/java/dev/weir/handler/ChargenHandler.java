package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * Sends lines of characters until the end of input, and discards the input (RFC 864).
 *
 * <p>Each line has 72 of the 95 printable ASCII characters and begins one character later than the line before. The end
 * of input stops the output at once, even within a line, so a client that ends its input and never reads does not block
 * the handler.
 */
public final class ChargenHandler implements TcpStreamHandler {

    private static final int LINE_LENGTH = 72;
    private static final int FIRST = ' ';
    private static final int CHARACTERS = '~' - FIRST + 1;

    /** One cycle of all lines, shared by all streams. */
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

    /** Writes until the stream is closed, which happens when {@link #handle} has returned. */
    private static void generate(TcpStream stream) {
        try {
            while (true) {
                stream.writeAll(ROUND.duplicate());
            }
        } catch (IOException _) {
            // Closed; or broken, and then the reading thread throws the same.
        }
    }
}
