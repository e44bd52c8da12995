package io.paideia.identity;

import static org.springframework.security.config.http.SessionCreationPolicy.STATELESS;

import io.paideia.http.ProblemWriter;
import jakarta.servlet.DispatcherType;
import org.springframework.boot.context.properties.EnableConfigurationProperties;
import org.springframework.context.annotation.Bean;
import org.springframework.context.annotation.Configuration;
import org.springframework.core.annotation.Order;
import org.springframework.jdbc.core.simple.JdbcClient;
import org.springframework.security.authentication.LockedException;
import org.springframework.security.config.annotation.web.builders.HttpSecurity;
import org.springframework.security.config.annotation.web.configurers.AbstractHttpConfigurer;
import org.springframework.security.config.observation.SecurityObservationSettings;
import org.springframework.security.oauth2.jwt.JwtDecoder;
import org.springframework.security.web.SecurityFilterChain;
import org.springframework.security.web.authentication.AuthenticationFailureHandler;
import org.springframework.security.web.header.writers.ReferrerPolicyHeaderWriter.ReferrerPolicy;

/**
 * Who may enter where: platforms fetch tokens and call the API with them, providers call back
 * without any, buyers sign in on the pages. Each door is a filter chain of its own.
 */
@Configuration(proxyBeanMethods = false)
@EnableConfigurationProperties(BootstrapSettings.class)
class SecurityConfiguration {

    /**
     * Pages load from here alone, and run no inline script. There is no form-action: the checkout
     * posts forms to the providers, wherever they are. The QR code is a data: image.
     */
    private static final String CONTENT =
            "default-src 'self'; img-src 'self' data:; object-src 'none'; base-uri 'none';"
                    + " frame-ancestors 'none'";

    /** Timing each of a chain's filters costs more than it tells; the request itself is timed. */
    @Bean
    SecurityObservationSettings noFilterTimes() {
        return SecurityObservationSettings.noObservations();
    }

    /** Tokens. Revocation and introspection stay closed: tokens are self-contained and short. */
    @Bean
    @Order(1)
    SecurityFilterChain tokenChain(HttpSecurity http) throws Exception {
        return http.securityMatcher("/oauth2/token", "/oauth2/jwks")
                .oauth2AuthorizationServer(
                        server ->
                                server.tokenEndpoint(
                                        token ->
                                                token.accessTokenRequestConverter(
                                                        new AllScopesByDefault())))
                .authorizeHttpRequests(all -> all.anyRequest().authenticated())
                .csrf(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(STATELESS))
                .build();
    }

    /** The API. Which scope an endpoint needs, {@link ScopeCheck} asks. */
    @Bean
    @Order(2)
    SecurityFilterChain apiChain(HttpSecurity http, JwtDecoder tokens, ProblemWriter problems)
            throws Exception {
        ApiRefusals refusals = new ApiRefusals(problems);
        return http.securityMatcher("/v1", "/v1/**")
                .authorizeHttpRequests(
                        all ->
                                all.dispatcherTypeMatchers(DispatcherType.ERROR)
                                        .permitAll()
                                        .anyRequest()
                                        .authenticated())
                .oauth2ResourceServer(
                        server ->
                                server.authenticationEntryPoint(refusals)
                                        .accessDeniedHandler(refusals)
                                        .jwt(
                                                jwt ->
                                                        jwt.decoder(tokens)
                                                                .jwtAuthenticationConverter(
                                                                        CallerToken::of)))
                .exceptionHandling(
                        errors ->
                                errors.authenticationEntryPoint(refusals)
                                        .accessDeniedHandler(refusals))
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .sessionManagement(session -> session.sessionCreationPolicy(STATELESS))
                .build();
    }

    /** What anybody may call: the providers' notices, health, metrics and the API's description. */
    @Bean
    @Order(3)
    SecurityFilterChain openChain(HttpSecurity http) throws Exception {
        return http.securityMatcher(
                        "/channels/**",
                        "/actuator/health",
                        "/actuator/health/**",
                        "/actuator/prometheus",
                        "/v3/api-docs",
                        "/v3/api-docs/**",
                        "/v3/api-docs.yaml",
                        "/swagger-ui.html",
                        "/swagger-ui/**")
                .authorizeHttpRequests(all -> all.anyRequest().permitAll())
                .csrf(AbstractHttpConfigurer::disable)
                .requestCache(AbstractHttpConfigurer::disable)
                .logout(AbstractHttpConfigurer::disable)
                .headers(
                        headers ->
                                headers.contentSecurityPolicy(
                                        csp ->
                                                csp.policyDirectives(
                                                        // Swagger UI styles its elements itself.
                                                        CONTENT
                                                                + "; style-src 'self'"
                                                                + " 'unsafe-inline'")))
                .sessionManagement(session -> session.sessionCreationPolicy(STATELESS))
                .build();
    }

    /** The pages; whoever signs in goes on to the page that asked for it. */
    @Bean
    @Order(4)
    SecurityFilterChain pageChain(HttpSecurity http, JdbcClient database, Passwords passwords)
            throws Exception {
        return http.authorizeHttpRequests(
                        all ->
                                all.dispatcherTypeMatchers(
                                                DispatcherType.FORWARD, DispatcherType.ERROR)
                                        .permitAll()
                                        .requestMatchers(
                                                "/",
                                                "/shop/**",
                                                "/checkout/**",
                                                "/assets/**",
                                                "/webjars/**",
                                                "/favicon.ico",
                                                "/error",
                                                "/sign-in")
                                        .permitAll()
                                        // /library, /receipts, /read and whatever comes later.
                                        .anyRequest()
                                        .authenticated())
                .authenticationProvider(new SignIn(database, passwords))
                .formLogin(
                        form ->
                                form.loginPage("/sign-in")
                                        .usernameParameter("email")
                                        .passwordParameter("password")
                                        .defaultSuccessUrl("/library")
                                        .failureHandler(backToSignIn())
                                        .permitAll())
                .logout(out -> out.logoutUrl("/sign-out").logoutSuccessUrl("/"))
                // A provider's form brings the buyer back here; it changes nothing.
                .csrf(csrf -> csrf.ignoringRequestMatchers("/checkout/*/back"))
                .headers(
                        headers ->
                                headers.contentSecurityPolicy(csp -> csp.policyDirectives(CONTENT))
                                        // Some providers ask where the buyer comes from, but
                                        // no other site may learn which order it was.
                                        .referrerPolicy(
                                                referrer ->
                                                        referrer.policy(
                                                                ReferrerPolicy
                                                                        .STRICT_ORIGIN_WHEN_CROSS_ORIGIN)))
                .build();
    }

    private static AuthenticationFailureHandler backToSignIn() {
        return (request, response, refusal) ->
                response.sendRedirect(
                        request.getContextPath()
                                + (refusal instanceof LockedException
                                        ? "/sign-in?locked"
                                        : "/sign-in?error"));
    }
}
