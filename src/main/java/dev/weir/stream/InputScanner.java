package dev.weir.stream;

import java.nio.ByteBuffer;

/**
 * Finds the end of the next unit of input, such as a frame, in the bytes that a stream has received; see {@link
 * TcpStream#scan}. Its methods run on the reading thread while no other thread can read, so they must not block.
 */
public interface InputScanner {

    /**
     * Looks for the end of the unit.
     *
     * @param received the stream's own buffer: the bytes from position to limit, at least one, are not consumed yet. The content
     *     must not be changed; changes of position and limit have no effect
     * @return length of the unit in bytes, from the position on; 0 if more bytes have to be received
     */
    int scan(ByteBuffer received) throws ProtocolViolationException;

    /**
     * Returns the length of the last unit, when the peer has ended its direction and {@link #scan} has asked for more bytes.
     *
     * @param received as for {@link #scan}
     * @return 0 to leave the bytes unconsumed
     */
    int scanLast(ByteBuffer received) throws ProtocolViolationException;

    /** Nanoseconds that the next bytes may take, asked before each wait; {@link Transport#NO_TIMEOUT} for no limit. */
    default long timeoutNanos() {
        return Transport.NO_TIMEOUT;
    }
}
