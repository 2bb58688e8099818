package dev.weir.proxy;

import java.io.ByteArrayOutputStream;
import java.net.InetAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.HexFormat;
import java.util.zip.CRC32C;

/** Builds version 2 headers. */
final class HeaderBytes {

    private static final byte[] SIGNATURE = HexFormat.of().parseHex("0d0a0d0a000d0a515549540a");

    private HeaderBytes() {}

    static byte[] v2(int versionAndCommand, int family, byte[]... block) {
        byte[] body = join(block);
        ByteBuffer header = ByteBuffer.allocate(16 + body.length);
        header.put(SIGNATURE).put((byte) versionAndCommand).put((byte) family);
        header.putShort((short) body.length).put(body);
        return header.array();
    }

    static byte[] inet(String source, String destination, int sourcePort, int destinationPort) {
        return join(
                InetAddress.ofLiteral(source).getAddress(),
                InetAddress.ofLiteral(destination).getAddress(),
                new byte[] {(byte) (sourcePort >> 8), (byte) sourcePort},
                new byte[] {(byte) (destinationPort >> 8), (byte) destinationPort});
    }

    static byte[] unix(String source, String destination) {
        return join(
                Arrays.copyOf(source.getBytes(StandardCharsets.UTF_8), 108),
                Arrays.copyOf(destination.getBytes(StandardCharsets.UTF_8), 108));
    }

    static byte[] tlv(int type, byte[]... value) {
        byte[] bytes = join(value);
        return join(new byte[] {(byte) type, (byte) (bytes.length >> 8), (byte) bytes.length}, bytes);
    }

    static byte[] tlv(int type, String value) {
        return tlv(type, value.getBytes(StandardCharsets.UTF_8));
    }

    /** Appends the checksum's TLV. */
    static byte[] withChecksum(byte[] header) {
        ByteBuffer whole = ByteBuffer.allocate(header.length + 7).put(header).put(tlv(ProxyTlv.CRC32C, new byte[4]));
        whole.putShort(14, (short) (whole.capacity() - 16));
        var crc = new CRC32C();
        crc.update(whole.array());
        return whole.putInt(whole.capacity() - 4, (int) crc.getValue()).array();
    }

    static byte[] join(byte[]... parts) {
        var all = new ByteArrayOutputStream();
        for (byte[] part : parts) {
            all.writeBytes(part);
        }
        return all.toByteArray();
    }
}
