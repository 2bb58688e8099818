package dev.weir.stream;

import java.io.IOException;
import java.net.SocketTimeoutException;
import java.nio.channels.ClosedChannelException;
import org.jspecify.annotations.Nullable;

/**
 * How a side of a {@link Relay} ended.
 *
 * @param side the side
 * @param kind how it ended
 * @param exception thrown by the side's stream; {@code null} if the side finished
 */
public record RelayEnd(RelaySide side, Kind kind, @Nullable IOException exception) {

    /** How a side ended. */
    public enum Kind {
        /** The peer ended its direction, or this side ended the input with {@link TcpStream#shutdown(Half)}. */
        FINISHED,
        /** The peer reset the connection, or has closed it and takes no more bytes. */
        RESET,
        /** A read timed out, or the operating system gave up a peer that did not answer. */
        TIMED_OUT,
        /** This side closed, aborted or reset the stream, or interrupted the relay's thread. */
        CLOSED,
        /** Any other failure, such as one of TLS. */
        FAILED
    }

    static RelayEnd finished(RelaySide side) {
        return new RelayEnd(side, Kind.FINISHED, null);
    }

    static RelayEnd failed(RelaySide side, IOException e) {
        return new RelayEnd(side, kind(e), e);
    }

    /** An error of the operating system (errno(3)) reaches Java as a message only. */
    private static Kind kind(IOException e) {
        if (e instanceof ClosedChannelException) {
            return Kind.CLOSED;
        }
        String message = String.valueOf(e.getMessage());
        if (e instanceof SocketTimeoutException || message.contains("timed out")) {
            return Kind.TIMED_OUT;
        }
        return message.contains("Connection reset") || message.contains("Broken pipe") ? Kind.RESET : Kind.FAILED;
    }

    /** The end in prose, for messages. */
    String text() {
        return side.text()
                + switch (kind) {
                    case FINISHED -> " finished";
                    case RESET -> " reset the connection";
                    case TIMED_OUT -> " timed out";
                    case CLOSED -> " was closed by this side";
                    case FAILED -> " failed";
                };
    }
}
