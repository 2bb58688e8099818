package dev.weir.samples.mqtt;

import dev.weir.frame.Found;
import dev.weir.frame.FrameError;
import dev.weir.frame.FrameException;
import dev.weir.frame.FrameFormat;
import dev.weir.frame.FrameSink;
import java.io.IOException;
import java.nio.ByteBuffer;

/**
 * The control packets of MQTT 5 and 3.1.1: a byte with the type, and the length of the rest in one to four bytes of seven bits,
 * the lowest first. The payload is the whole packet.
 *
 * @param max maximum length of a packet in bytes
 */
public record MqttFormat(int max) implements FrameFormat {

    private static final int MAX_LENGTH_BYTES = 4;

    @Override
    public Found find(ByteBuffer received, int scanned) throws FrameException {
        int available = received.remaining();
        int length = 0;
        for (int i = 0; i < MAX_LENGTH_BYTES; i++) {
            int index = 1 + i;
            if (index == available) {
                return new Found.Incomplete(0, available + 1);
            }
            byte digit = received.get(received.position() + index);
            length |= (digit & 0x7F) << (7 * i);
            if (digit >= 0) {
                return findPacket(available, index + 1 + length);
            }
        }
        throw new FrameException(FrameError.MALFORMED, "the length of a packet takes more than four bytes");
    }

    private Found findPacket(int available, int total) throws FrameException {
        if (total > max) {
            throw FrameException.tooLarge(max);
        }
        return available < total ? new Found.Incomplete(0, total) : new Found.Frame(0, total, total);
    }

    @Override
    public void wrap(ByteBuffer payload, FrameSink sink) throws IOException {
        if (!isPacket(payload)) {
            throw new IllegalArgumentException("not a packet of MQTT with at most " + max + " bytes");
        }
        sink.put(payload);
    }

    private boolean isPacket(ByteBuffer payload) {
        try {
            return payload.hasRemaining()
                    && find(payload, 0) instanceof Found.Frame packet
                    && packet.total() == payload.remaining();
        } catch (FrameException _) {
            return false;
        }
    }
}
