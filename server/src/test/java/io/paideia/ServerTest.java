package io.paideia;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.springframework.boot.test.context.SpringBootTest;
import org.springframework.context.annotation.Import;
import org.springframework.test.context.ContextConfiguration;
import org.springframework.test.context.TestConstructor;

/**
 * A test against the whole server on a port of its own, with a real PostgreSQL. All tests that
 * carry this and configure nothing else share one server: they make fresh things instead of
 * cleaning up. The constructor is injected; ask for {@link Api} or any bean.
 */
@Target(ElementType.TYPE)
@Retention(RetentionPolicy.RUNTIME)
@SpringBootTest(
        classes = Paideia.class,
        webEnvironment = SpringBootTest.WebEnvironment.DEFINED_PORT)
@ContextConfiguration(initializers = TestServer.class)
@Import(TestServer.Beans.class)
@TestConstructor(autowireMode = TestConstructor.AutowireMode.ALL)
public @interface ServerTest {}
