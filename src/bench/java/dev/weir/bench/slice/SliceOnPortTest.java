package dev.weir.bench.slice;

import dev.weir.test.TestTransport;
import dev.weir.test.WeirTest;
import org.springframework.test.context.ContextConfiguration;

@WeirTest(
        transport = TestTransport.PORT,
        properties = {SliceInMemoryTest.NO_FILES, SliceInMemoryTest.ADDRESS, SliceInMemoryTest.HANDLER})
@ContextConfiguration(classes = EmptyApplicationTest.Application.class)
final class SliceOnPortTest {}
