package dev.weir.proxy;

import dev.weir.proxy.ProxyHeader.Command;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;

/** Encodes version 2 of the header. */
final class BinaryEncoder {

    private static final int VERSION = 2 << 4;
    private static final int TCP_OVER_IPV4 = BinaryHeader.INET << 4 | BinaryHeader.STREAM;
    private static final int TCP_OVER_IPV6 = BinaryHeader.INET6 << 4 | BinaryHeader.STREAM;
    private static final int UNIX_STREAM = BinaryHeader.UNIX << 4 | BinaryHeader.STREAM;
    private static final int UNSPECIFIED = 0;

    private BinaryEncoder() {}

    /** Returns a new buffer with the header, which has at most {@value HeaderParser#MAX_LENGTH} bytes. */
    static ByteBuffer encode(ProxyHeader header) {
        Optional<IpPair> pair = IpPair.of(header);
        if (pair.isPresent()) {
            return inet(pair.get(), header.tlvs());
        }
        byte[] source = path(header.source());
        byte[] destination = path(header.destination());
        if (header.command() == Command.PROXY && source.length > 0 && destination.length > 0) {
            return unix(source, destination, header.tlvs());
        }
        // As HAProxy does for an unknown client: receivers must accept LOCAL, and may reject PROXY without addresses.
        return start(BinaryHeader.LOCAL, UNSPECIFIED, 0).flip();
    }

    private static ByteBuffer inet(IpPair pair, List<ProxyTlv> tlvs) {
        byte[] source = pair.source().getAddress();
        byte[] destination = pair.destination().getAddress();
        ByteBuffer addresses = ByteBuffer.allocate(2 * source.length + 2 * Short.BYTES)
                .put(source)
                .put(destination)
                .putShort((short) pair.sourcePort())
                .putShort((short) pair.destinationPort());
        return encode(pair.isIpv4() ? TCP_OVER_IPV4 : TCP_OVER_IPV6, addresses.array(), tlvs);
    }

    private static ByteBuffer unix(byte[] source, byte[] destination, List<ProxyTlv> tlvs) {
        byte[] paths = Arrays.copyOf(source, 2 * BinaryHeader.UNIX_PATH);
        System.arraycopy(destination, 0, paths, BinaryHeader.UNIX_PATH, destination.length);
        return encode(UNIX_STREAM, paths, tlvs);
    }

    /** Returns the bytes of a Unix address; none for an unnamed one, any other address, and a path longer than its field. */
    private static byte[] path(Optional<SocketAddress> address) {
        if (address.orElse(null) instanceof UnixDomainSocketAddress unix) {
            byte[] path = unix.getPath().toString().getBytes(StandardCharsets.UTF_8);
            if (path.length <= BinaryHeader.UNIX_PATH) {
                return path;
            }
        }
        return new byte[0];
    }

    private static ByteBuffer encode(int family, byte[] addresses, List<ProxyTlv> tlvs) {
        boolean hasChecksum = tlvs.stream().anyMatch(tlv -> tlv.type() == ProxyTlv.CRC32C);
        int end = HeaderParser.MAX_LENGTH - (hasChecksum ? HeaderChecksum.TLV_LENGTH : 0);
        int length = BinaryHeader.ADDRESSES_AT + addresses.length;
        List<ProxyTlv> sent = new ArrayList<>();
        for (ProxyTlv tlv : tlvs) {
            // Padding and checksum belong to the bytes of the header that they came in.
            boolean describesBytes = tlv.type() == ProxyTlv.NOOP || tlv.type() == ProxyTlv.CRC32C;
            if (!describesBytes && tlv.length() <= end - length) {
                sent.add(tlv);
                length += tlv.length();
            }
        }
        ByteBuffer bytes = start(
                BinaryHeader.PROXY,
                family,
                length - BinaryHeader.ADDRESSES_AT + (hasChecksum ? HeaderChecksum.TLV_LENGTH : 0));
        bytes.put(addresses);
        sent.forEach(tlv -> tlv.writeTo(bytes));
        if (hasChecksum) {
            HeaderChecksum.append(bytes);
        }
        return bytes.flip();
    }

    /** @param length bytes that will follow */
    private static ByteBuffer start(int command, int family, int length) {
        ByteBuffer bytes = ByteBuffer.allocate(BinaryHeader.ADDRESSES_AT + length);
        HeaderParser.writeBinarySignature(bytes);
        return bytes.put((byte) (VERSION | command)).put((byte) family).putShort((short) length);
    }
}
