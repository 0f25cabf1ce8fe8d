select cast('pin' as VARCHAR) as "kind", "object", "line", "reasons", "payload" from "checked" where len("reasons") > 0
