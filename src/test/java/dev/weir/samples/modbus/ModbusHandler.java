package dev.weir.samples.modbus;

import dev.weir.frame.FrameHandler;
import dev.weir.frame.FrameSession;
import java.io.IOException;
import java.nio.ByteBuffer;
import org.jspecify.annotations.Nullable;
import org.springframework.stereotype.Component;

/**
 * Answers the functions 3, 6 and 16 of the MODBUS Application Protocol 1.1b3.
 *
 * <p>A frame begins with the MBAP header: transaction, protocol and length of two bytes each, and the unit. The reply has the
 * same header, in which Weir replaces the length.
 */
@Component("modbus")
final class ModbusHandler implements FrameHandler<ByteBuffer, ByteBuffer> {

    private static final int MBAP_HEADER = 7;
    private static final int MAX_FRAME = 260;
    private static final int EXCEPTION = 0x80;

    private final Registers registers;

    ModbusHandler(Registers registers) {
        this.registers = registers;
    }

    @Override
    public @Nullable ByteBuffer handle(ByteBuffer frame, FrameSession session) {
        ByteBuffer request = frame.slice();
        if (request.remaining() <= MBAP_HEADER || request.getShort(2) != 0) {
            return null; // another protocol: the specification wants it discarded
        }
        ByteBuffer reply = ByteBuffer.allocate(MAX_FRAME).put(request.slice(0, MBAP_HEADER));
        request.position(MBAP_HEADER);
        byte function = request.get();
        try {
            answer(function, request, reply.put(function));
        } catch (ModbusException e) {
            putException(reply, function, e.code());
        } catch (IOException e) {
            putException(reply, function, ModbusException.SERVER_DEVICE_FAILURE);
        }
        return reply.flip();
    }

    private void answer(byte function, ByteBuffer request, ByteBuffer reply) throws ModbusException, IOException {
        switch (function) {
            case 3 -> readRegisters(request, reply);
            case 6 -> writeRegister(request, reply);
            case 16 -> writeRegisters(request, reply);
            default -> throw new ModbusException(ModbusException.ILLEGAL_FUNCTION);
        }
    }

    private void readRegisters(ByteBuffer request, ByteBuffer reply) throws ModbusException, IOException {
        requireValid(request.remaining() == 4);
        int address = Short.toUnsignedInt(request.getShort());
        int count = Short.toUnsignedInt(request.getShort());
        requireValid(count >= 1 && count <= 125);
        reply.put((byte) (count * Short.BYTES));
        for (short value : registers.read(address, count)) {
            reply.putShort(value);
        }
    }

    private void writeRegister(ByteBuffer request, ByteBuffer reply) throws ModbusException, IOException {
        requireValid(request.remaining() == 4);
        reply.put(request.duplicate());
        registers.write(Short.toUnsignedInt(request.getShort()), request.getShort());
    }

    private void writeRegisters(ByteBuffer request, ByteBuffer reply) throws ModbusException, IOException {
        requireValid(request.remaining() > 5);
        reply.put(request.slice(request.position(), 4));
        int address = Short.toUnsignedInt(request.getShort());
        int count = Short.toUnsignedInt(request.getShort());
        int bytes = Byte.toUnsignedInt(request.get());
        requireValid(count >= 1 && count <= 123 && bytes == count * Short.BYTES && bytes == request.remaining());
        short[] values = new short[count];
        request.asShortBuffer().get(values);
        registers.write(address, values);
    }

    private static void requireValid(boolean valid) throws ModbusException {
        if (!valid) {
            throw new ModbusException(ModbusException.ILLEGAL_DATA_VALUE);
        }
    }

    private static void putException(ByteBuffer reply, byte function, int code) {
        reply.position(MBAP_HEADER).put((byte) (function | EXCEPTION)).put((byte) code);
    }
}
