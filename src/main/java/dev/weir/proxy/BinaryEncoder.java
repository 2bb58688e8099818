package dev.weir.proxy;

import dev.weir.proxy.ProxyHeader.Command;
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
        if (header.command() == Command.LOCAL) {
            // "must discard the protocol block": TLVs would not be read.
            return start(BinaryHeader.LOCAL, UNSPECIFIED, 0).flip();
        }
        Optional<IpPair> pair = IpPair.of(header);
        return pair.isPresent() ? inet(pair.get(), header.tlvs()) : unix(header);
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

    private static ByteBuffer unix(ProxyHeader header) {
        Optional<byte[]> source = header.source().flatMap(BinaryEncoder::path);
        Optional<byte[]> destination = header.destination().flatMap(BinaryEncoder::path);
        if (source.isEmpty() || destination.isEmpty()) {
            return encode(UNSPECIFIED, new byte[0], header.tlvs());
        }
        byte[] paths = Arrays.copyOf(source.get(), 2 * BinaryHeader.UNIX_PATH);
        System.arraycopy(destination.get(), 0, paths, BinaryHeader.UNIX_PATH, destination.get().length);
        return encode(UNIX_STREAM, paths, header.tlvs());
    }

    /** Returns the path's bytes; empty unless it is a path that the field has room for, as it has for that of any socket. */
    private static Optional<byte[]> path(Object address) {
        return address instanceof UnixDomainSocketAddress unix
                ? Optional.of(unix.getPath().toString().getBytes(StandardCharsets.UTF_8))
                        .filter(path -> path.length <= BinaryHeader.UNIX_PATH)
                : Optional.empty();
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
