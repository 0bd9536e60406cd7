def test_smoke(auth, customers, world):
    customers.write("Hallo <b>", name="Anna")
    auth.sign_in(role="admin")
    r = auth.get("/")
    assert r.status_code == 200, r.text
    import re

    link = re.search(r'href="(/conversations/[0-9a-f]+[^"]*)"', r.text)[1].replace("&amp;", "&")
    r = auth.get(link)
    assert r.status_code == 200, r.text
    for p in (
        "/me",
        "/settings/accounts",
        "/settings/dead-letters",
        "/fragments/list",
        "/events/since?after=0",
        "/healthz",
        "/readyz",
        "/version",
        "/metrics",
    ):
        r = auth.get(p)
        print(p, r.status_code)
        assert r.status_code == 200, r.text
