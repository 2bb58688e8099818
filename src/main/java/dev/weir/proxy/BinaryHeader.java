package dev.weir.proxy;

import dev.weir.proxy.HeaderParser.Result;
import dev.weir.proxy.ProxyHeader.Command;
import dev.weir.stream.Buffers;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.SocketAddress;
import java.net.UnixDomainSocketAddress;
import java.net.UnknownHostException;
import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.nio.file.InvalidPathException;
import java.util.List;
import java.util.Optional;

/** Version 2 of the header: binary, with optional values (TLVs) after the addresses. */
final class BinaryHeader {

    private static final int VERSION_AT = 12;
    private static final int FAMILY_AT = 13;
    private static final int LENGTH_AT = 14;
    static final int ADDRESSES_AT = 16;

    static final int LOCAL = 0;
    static final int PROXY = 1;
    static final int INET = 1;
    static final int INET6 = 2;
    static final int UNIX = 3;
    static final int STREAM = 1;
    private static final int DATAGRAM = 2;

    /** Bytes of a path. */
    static final int UNIX_PATH = 108;

    private BinaryHeader() {}

    /** @param bytes the received bytes, with the signature at index 0 */
    static Result parse(ByteBuffer bytes) throws ProxyProtocolException {
        if (bytes.limit() > VERSION_AT) {
            require(bytes.get(VERSION_AT) >> 4 == 2, "the header's version is neither 1 nor 2");
            require((bytes.get(VERSION_AT) & 0xF) <= PROXY, "the header's command is neither LOCAL nor PROXY");
        }
        if (bytes.limit() < ADDRESSES_AT) {
            return new Result.Partial(true, ADDRESSES_AT);
        }
        int length = ADDRESSES_AT + Short.toUnsignedInt(bytes.getShort(LENGTH_AT));
        require(
                length <= HeaderParser.MAX_LENGTH,
                "the header has " + length + " bytes; at most " + HeaderParser.MAX_LENGTH + " are read");
        if (bytes.limit() < length) {
            return new Result.Partial(true, length);
        }
        // A copy: the TLVs refer to these bytes, which must not change with the buffer.
        ByteBuffer header = Buffers.copyOf(bytes.slice(0, length));
        return new Result.Complete(parseWhole(header), length);
    }

    private static ProxyHeader parseWhole(ByteBuffer header) throws ProxyProtocolException {
        if ((header.get(VERSION_AT) & 0xF) == LOCAL) {
            // "must discard the protocol block including the family"
            return ProxyHeader.withoutAddresses(2, Command.LOCAL);
        }
        int family = header.get(FAMILY_AT) >> 4 & 0xF;
        int protocol = header.get(FAMILY_AT) & 0xF;
        require(family <= UNIX, "the header has the unassigned address family " + family);
        require(protocol <= DATAGRAM, "the header has the unassigned transport protocol " + protocol);
        require(
                (family == 0) == (protocol == 0),
                "the header has the address family %d with the transport protocol %d, which is no valid pair"
                        .formatted(family, protocol));
        if (family == 0) {
            // The length of the addresses is unspecified, and with it the start of the TLVs.
            return ProxyHeader.withoutAddresses(2, Command.PROXY);
        }
        int tlvsAt = ADDRESSES_AT + addressesLength(family);
        require(header.limit() >= tlvsAt, "the header is too short for its addresses");
        List<ProxyTlv> tlvs = ProxyTlv.parseAll(header.position(tlvsAt));
        HeaderChecksum.verify(header, tlvs);
        // Before the record is created, which takes a malformed value for a mistake of its caller.
        Optional<ProxySsl> _ = ProxySsl.find(tlvs);
        // A stream cannot carry a datagram: the specification requires that the addresses are ignored.
        boolean stream = protocol == STREAM;
        return new ProxyHeader(
                2,
                Command.PROXY,
                stream ? Optional.of(address(header, family, 0)) : Optional.empty(),
                stream ? Optional.of(address(header, family, 1)) : Optional.empty(),
                tlvs);
    }

    private static int addressesLength(int family) {
        return switch (family) {
            case INET -> 2 * 4 + 2 * 2;
            case INET6 -> 2 * 16 + 2 * 2;
            default -> 2 * UNIX_PATH;
        };
    }

    /** @param index 0 for the source, 1 for the destination */
    private static SocketAddress address(ByteBuffer header, int family, int index) {
        if (family == UNIX) {
            return path(header, ADDRESSES_AT + index * UNIX_PATH);
        }
        byte[] host = new byte[family == INET ? 4 : 16];
        header.get(ADDRESSES_AT + index * host.length, host);
        int port = Short.toUnsignedInt(header.getShort(ADDRESSES_AT + 2 * host.length + 2 * index));
        try {
            return new InetSocketAddress(InetAddress.getByAddress(host), port);
        } catch (UnknownHostException e) {
            throw new AssertionError("4 and 16 bytes are an address", e);
        }
    }

    /** Returns the path; the empty path for an abstract socket, whose name begins with 0, and for an invalid path. */
    private static UnixDomainSocketAddress path(ByteBuffer header, int start) {
        int end = start;
        while (end < start + UNIX_PATH && header.get(end) != 0) {
            end++;
        }
        String path =
                StandardCharsets.UTF_8.decode(header.slice(start, end - start)).toString();
        try {
            return UnixDomainSocketAddress.of(path);
        } catch (InvalidPathException _) {
            return UnixDomainSocketAddress.of("");
        }
    }

    private static void require(boolean valid, String message) throws ProxyProtocolException {
        if (!valid) {
            throw new ProxyProtocolException(message);
        }
    }
}
