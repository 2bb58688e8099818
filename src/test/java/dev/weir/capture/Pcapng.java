package dev.weir.capture;

import static java.nio.charset.StandardCharsets.UTF_8;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;

/** Reads a pcapng file without the writer's code, and fails where a block is not whole. */
final class Pcapng {

    private static final int SECTION_HEADER = 0x0A0D0D0A;
    private static final int INTERFACE_DESCRIPTION = 1;
    private static final int ENHANCED_PACKET = 6;

    private Pcapng() {}

    /** @param linkType of its interface */
    @SuppressWarnings("ArrayRecordComponent") // Packets are never compared.
    record Packet(
            int linkType,
            long nanos,
            byte[] captured,
            int length,
            @Nullable String comment) {

        ByteBuffer bytes() {
            return ByteBuffer.wrap(captured);
        }

        /** The payload of a TCP packet, as far as it was kept. */
        byte[] payload() {
            return Arrays.copyOfRange(captured, tcpAt() + (captured[tcpAt() + 12] >> 4 & 0xF) * 4, captured.length);
        }

        /** Where the TCP header begins. */
        int tcpAt() {
            return (captured[0] & 0xFF) >> 4 == 6 ? 40 : (captured[0] & 0xF) * 4;
        }

        int sequence() {
            return bytes().getInt(tcpAt() + 4);
        }

        int acknowledgement() {
            return bytes().getInt(tcpAt() + 8);
        }

        int flags() {
            return captured[tcpAt() + 13];
        }

        int sourcePort() {
            return bytes().getShort(tcpAt()) & 0xFFFF;
        }
    }

    static List<Packet> packets(byte[] file) {
        ByteBuffer in = ByteBuffer.wrap(file);
        var linkTypes = new ArrayList<Integer>();
        var packets = new ArrayList<Packet>();
        while (in.hasRemaining()) {
            int start = in.position();
            int type = in.getInt();
            int length = in.getInt();
            if (length % 4 != 0 || in.getInt(start + length - 4) != length) {
                throw new AssertionError("no block at " + start);
            }
            switch (type) {
                case SECTION_HEADER -> linkTypes.clear();
                case INTERFACE_DESCRIPTION -> linkTypes.add((int) in.getShort());
                case ENHANCED_PACKET -> packets.add(packet(in, linkTypes, start + length - 4));
                default -> throw new AssertionError("block of type " + type);
            }
            in.position(start + length);
        }
        return packets;
    }

    private static Packet packet(ByteBuffer in, List<Integer> linkTypes, int end) {
        int linkType = linkTypes.get(in.getInt());
        long nanos = ((long) in.getInt() << Integer.SIZE) | Integer.toUnsignedLong(in.getInt());
        byte[] captured = new byte[in.getInt()];
        int length = in.getInt();
        in.get(captured);
        in.position((in.position() + 3) / 4 * 4);
        return new Packet(linkType, nanos, captured, length, options(in, end).get(1));
    }

    private static Map<Integer, String> options(ByteBuffer in, int end) {
        var options = new TreeMap<Integer, String>();
        while (in.position() < end) {
            int code = in.getShort();
            byte[] value = new byte[in.getShort()];
            in.get(value);
            in.position((in.position() + 3) / 4 * 4);
            options.put(code, new String(value, UTF_8));
        }
        return options;
    }
}
