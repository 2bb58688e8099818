package dev.weir.stream;

/** The contract of all streams, whatever transport they use, in sections. */
abstract class TcpStreamContract extends ConnectedStreamsLifecycle
        implements BulkTransferContract,
                CloseContract,
                DuplexContract,
                HalfCloseContract,
                IdentityContract,
                InterruptContract,
                LineContract,
                PeekContract,
                QuietContract,
                ReadContract,
                ReadTimeoutContract,
                TransferContract,
                ViewContract,
                WriteContract {}
