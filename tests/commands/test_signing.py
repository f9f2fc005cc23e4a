def test_submit(staff):
    manager = staff.who(user_id="U0POD", role="manager", name="Pod manager")
    opened = manager("edit MC-3")
    answer = manager.submit(opened.fill(reason="x"))
    assert answer.error is None, answer.error
    print(answer.text)
