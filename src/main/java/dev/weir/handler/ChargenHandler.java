package dev.weir.handler;

import dev.weir.stream.TcpStream;
import dev.weir.stream.TcpStreamHandler;
import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.channels.Channels;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends lines of characters until the client finishes, and throws away what it receives (RFC 864).
 *
 * <p>Each line has 72 of the 95 printable ASCII characters and begins one character later than the line before.
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
        var finished = new AtomicBoolean();
        Thread.startVirtualThread(() -> awaitEnd(stream, finished));
        while (!finished.get()) {
            stream.writeAll(ROUND.duplicate());
        }
    }

    private static void awaitEnd(TcpStream stream, AtomicBoolean finished) {
        try {
            stream.transferTo(Channels.newChannel(OutputStream.nullOutputStream()));
        } catch (IOException _) {
            // The writing thread meets the same broken connection, and what it throws ends the handler.
        } finally {
            finished.set(true);
        }
    }
}
