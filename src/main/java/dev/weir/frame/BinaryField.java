package dev.weir.frame;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;

/** A length as an unsigned integer of 1 to 4 bytes. */
final class BinaryField implements LengthField {

    private final int size;
    private final ByteOrder order;

    BinaryField(int size, LengthFormat.Order order) {
        this.size = size;
        this.order = order == LengthFormat.Order.BIG ? ByteOrder.BIG_ENDIAN : ByteOrder.LITTLE_ENDIAN;
    }

    @Override
    public int bytes() {
        return size;
    }

    @Override
    public long max() {
        return (1L << (Byte.SIZE * size)) - 1;
    }

    @Override
    public long read(ByteBuffer buffer, int index) {
        return switch (size) {
            case 4 -> Integer.toUnsignedLong(readInt(buffer, index));
            case 2 -> Short.toUnsignedLong(readShort(buffer, index));
            case 1 -> Byte.toUnsignedLong(buffer.get(index));
            default -> read3(buffer, index);
        };
    }

    private int readInt(ByteBuffer buffer, int index) {
        int value = buffer.getInt(index);
        return buffer.order() == order ? value : Integer.reverseBytes(value);
    }

    private short readShort(ByteBuffer buffer, int index) {
        short value = buffer.getShort(index);
        return buffer.order() == order ? value : Short.reverseBytes(value);
    }

    private long read3(ByteBuffer buffer, int index) {
        int first = Byte.toUnsignedInt(buffer.get(index));
        int second = Byte.toUnsignedInt(buffer.get(index + 1));
        int third = Byte.toUnsignedInt(buffer.get(index + 2));
        return order == ByteOrder.BIG_ENDIAN
                ? (first << 16) | (second << 8) | third
                : (third << 16) | (second << 8) | first;
    }

    @Override
    public void write(long value, FrameSink sink) throws IOException {
        for (int i = 0; i < size; i++) {
            int significance = order == ByteOrder.BIG_ENDIAN ? size - 1 - i : i;
            sink.put((int) (value >> (Byte.SIZE * significance)));
        }
    }
}
