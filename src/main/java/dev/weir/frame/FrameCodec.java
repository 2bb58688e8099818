package dev.weir.frame;

/**
 * The conversions of one handler.
 *
 * @param <T> type of a received frame
 * @param reader converts received frames; its {@code write} is not used
 * @param encoder converts replies and frames that are sent
 */
public record FrameCodec<T>(FrameConverter<T> reader, FrameEncoder encoder) {}
