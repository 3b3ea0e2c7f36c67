SELECT
  "t46"."norm",
  "t46"."stance_a",
  "t46"."stance_b",
  "t46"."violation",
  "t46"."live",
  "t46"."exempt",
  "t46"."away",
  "t46"."late",
  "t46"."unbound",
  "t46"."live_a",
  "t46"."live_b",
  "t46"."account_a",
  "t46"."account_b",
  COUNT(*) AS "pairs"
FROM (
  SELECT
    *
  FROM (
    SELECT
      "t44"."pos",
      "t44"."incident_id",
      "t44"."directed",
      "t44"."norm",
      "t44"."stride",
      "t44"."stance_a",
      "t44"."stance_b",
      "t44"."spot",
      "t44"."live_a",
      "t44"."live_b",
      "t44"."violation",
      "t44"."live",
      "t44"."exempt",
      "t44"."away",
      "t44"."late",
      "t44"."unbound",
      "t44"."u_act",
      "t44"."u_actor",
      "t44"."u_target",
      "t44"."u_time",
      "t44"."u_place",
      "t44"."u_exception",
      "t44"."u_direction",
      "t44"."u_grade",
      "t44"."key_a",
      "t44"."of_a",
      "t44"."found_a",
      "t44"."key_b",
      "t44"."of_b",
      "t44"."found_b",
      "t44"."account_a",
      "t44"."account_b",
      "t31"."all_bits"
    FROM (
      SELECT
        "t42"."pos",
        "t42"."incident_id",
        "t42"."directed",
        "t42"."norm",
        "t42"."stride",
        "t42"."stance_a",
        "t42"."stance_b",
        "t42"."spot",
        "t42"."live_a",
        "t42"."live_b",
        "t42"."violation",
        "t42"."live",
        "t42"."exempt",
        "t42"."away",
        "t42"."late",
        "t42"."unbound",
        "t42"."u_act",
        "t42"."u_actor",
        "t42"."u_target",
        "t42"."u_time",
        "t42"."u_place",
        "t42"."u_exception",
        "t42"."u_direction",
        "t42"."u_grade",
        "t42"."key_a",
        "t42"."of_a",
        "t42"."found_a",
        "t42"."key_b",
        "t42"."of_b",
        "t42"."found_b",
        COALESCE("t42"."found_a", 0) & "t42"."live_a" AS "account_a",
        COALESCE("t42"."found_b", 0) & "t42"."live_b" AS "account_b"
      FROM (
        SELECT
          "t41"."pos",
          "t41"."incident_id",
          "t41"."directed",
          "t41"."norm",
          "t41"."stride",
          "t41"."stance_a",
          "t41"."stance_b",
          "t41"."spot",
          "t41"."live_a",
          "t41"."live_b",
          "t41"."violation",
          "t41"."live",
          "t41"."exempt",
          "t41"."away",
          "t41"."late",
          "t41"."unbound",
          "t41"."u_act",
          "t41"."u_actor",
          "t41"."u_target",
          "t41"."u_time",
          "t41"."u_place",
          "t41"."u_exception",
          "t41"."u_direction",
          "t41"."u_grade",
          "t41"."key_a",
          "t41"."of_a",
          "t41"."found_a",
          "t41"."key_b",
          "t25"."of_b",
          "t25"."found_b"
        FROM (
          SELECT
            "t39"."pos",
            "t39"."incident_id",
            "t39"."directed",
            "t39"."norm",
            "t39"."stride",
            "t39"."stance_a",
            "t39"."stance_b",
            "t39"."spot",
            "t39"."live_a",
            "t39"."live_b",
            "t39"."violation",
            "t39"."live",
            "t39"."exempt",
            "t39"."away",
            "t39"."late",
            "t39"."unbound",
            "t39"."u_act",
            "t39"."u_actor",
            "t39"."u_target",
            "t39"."u_time",
            "t39"."u_place",
            "t39"."u_exception",
            "t39"."u_direction",
            "t39"."u_grade",
            "t39"."key_a",
            "t39"."of_a",
            "t39"."found_a",
            (
              "t39"."stance_b" * "t39"."stride"
            ) + "t39"."norm" AS "key_b"
          FROM (
            SELECT
              "t38"."pos",
              "t38"."incident_id",
              "t38"."directed",
              "t38"."norm",
              "t38"."stride",
              "t38"."stance_a",
              "t38"."stance_b",
              "t38"."spot",
              "t38"."live_a",
              "t38"."live_b",
              "t38"."violation",
              "t38"."live",
              "t38"."exempt",
              "t38"."away",
              "t38"."late",
              "t38"."unbound",
              "t38"."u_act",
              "t38"."u_actor",
              "t38"."u_target",
              "t38"."u_time",
              "t38"."u_place",
              "t38"."u_exception",
              "t38"."u_direction",
              "t38"."u_grade",
              "t38"."key_a",
              "t26"."of_a",
              "t26"."found_a"
            FROM (
              SELECT
                "t36"."pos",
                "t36"."incident_id",
                "t36"."directed",
                "t36"."norm",
                "t36"."stride",
                "t36"."stance_a",
                "t36"."stance_b",
                "t36"."spot",
                "t36"."live_a",
                "t36"."live_b",
                "t36"."sure_a" & (
                  "t36"."sure_b" | (
                    XOR("t36"."every", "t36"."both")
                  )
                ) AS "violation",
                "t36"."live_a" | "t36"."live_b" AS "live",
                (
                  "t36"."there_a" | "t36"."there_b"
                ) & (
                  XOR("t36"."every", (
                    "t36"."live_a" | "t36"."live_b"
                  ))
                ) AS "exempt",
                (
                  "t36"."bound_a" | "t36"."bound_b"
                ) & "t36"."t_may" & (
                  XOR("t36"."every", "t36"."p_may")
                ) AS "away",
                (
                  "t36"."bound_a" | "t36"."bound_b"
                ) & (
                  XOR("t36"."every", "t36"."t_may")
                ) AS "late",
                (
                  "t36"."covered_a" | "t36"."covered_b"
                ) & (
                  XOR("t36"."every", (
                    "t36"."bound_a" | "t36"."bound_b"
                  ))
                ) AS "unbound",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  XOR("t36"."every", "t36"."act_must")
                ) AS "u_act",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  (
                    "t36"."live_a" & (
                      XOR("t36"."every", "t36"."b_must_a")
                    )
                  ) | (
                    "t36"."live_b" & (
                      XOR("t36"."every", "t36"."b_must_b")
                    )
                  )
                ) AS "u_actor",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  (
                    "t36"."live_a" & (
                      XOR("t36"."every", "t36"."meant_a")
                    )
                  ) | (
                    "t36"."live_b" & (
                      XOR("t36"."every", "t36"."meant_b")
                    )
                  )
                ) AS "u_target",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  XOR("t36"."every", "t36"."t_must")
                ) AS "u_time",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  XOR("t36"."every", "t36"."p_must")
                ) AS "u_place",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  (
                    "t36"."live_a" & "t36"."xm_a"
                  ) | (
                    "t36"."live_b" & "t36"."xm_b"
                  )
                ) AS "u_exception",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & "t36"."both" & (
                  XOR("t36"."live_a", "t36"."live_b")
                ) AS "u_direction",
                (
                  "t36"."live_a" | "t36"."live_b"
                ) & (
                  XOR(
                    "t36"."every",
                    (
                      "t36"."sure_a" & (
                        "t36"."sure_b" | (
                          XOR("t36"."every", "t36"."both")
                        )
                      )
                    )
                  )
                ) & (
                  XOR("t36"."every", "t36"."grade_must")
                ) AS "u_grade",
                (
                  "t36"."stance_a" * "t36"."stride"
                ) + "t36"."norm" AS "key_a"
              FROM (
                SELECT
                  "t35"."pos",
                  "t35"."incident_id",
                  "t35"."directed",
                  "t35"."deed",
                  "t35"."moment",
                  "t35"."stance_a",
                  "t35"."stance_b",
                  "t35"."spot",
                  "t35"."norm",
                  "t35"."stride",
                  "t35"."every",
                  "t35"."act_must",
                  "t35"."act_may",
                  "t35"."kind_must",
                  "t35"."kind_may",
                  "t35"."dx_must" | "t35"."zx_must" AS "dx_must",
                  "t35"."dx_may" | "t35"."zx_may" AS "dx_may",
                  "t35"."grade_must",
                  "t35"."p_default",
                  "t35"."of_moment",
                  "t35"."of_spot",
                  "t35"."of_stance_a",
                  "t35"."of_stance_b",
                  "t35"."moment_norm",
                  "t35"."t_must",
                  "t35"."t_may",
                  "t35"."spot_norm",
                  "t35"."p_must" | "t35"."p_default" AS "p_must",
                  "t35"."p_may" | "t35"."p_default" AS "p_may",
                  "t35"."zx_must",
                  "t35"."zx_may",
                  "t35"."stance_norm_a",
                  "t35"."b_must_a",
                  "t35"."xi_must_a",
                  "t35"."x_must_a",
                  "t35"."tp_must_a",
                  "t35"."b_may_a",
                  "t35"."xi_may_a",
                  "t35"."x_may_a",
                  "t35"."tp_may_a",
                  "t35"."stance_norm_b",
                  "t35"."b_must_b",
                  "t35"."xi_must_b",
                  "t35"."x_must_b",
                  "t35"."tp_must_b",
                  "t35"."b_may_b",
                  "t35"."xi_may_b",
                  "t35"."x_may_b",
                  "t35"."tp_may_b",
                  CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END AS "both",
                  "t35"."kind_must" | "t35"."tp_must_b" AS "meant_a",
                  "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_b" | "t35"."xi_must_a" AS "x_a",
                  "t35"."dx_may" | "t35"."zx_may" | "t35"."x_may_b" | "t35"."xi_may_a" AS "xm_a",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_b"
                  ) & "t35"."every" AS "covered_a",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_b"
                  ) & "t35"."every" & "t35"."b_may_a" AS "bound_a",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_b"
                  ) & "t35"."every" & "t35"."b_may_a" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) AS "there_a",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_b"
                  ) & "t35"."every" & "t35"."b_may_a" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_b" | "t35"."xi_must_a"
                      )
                    )
                  ) AS "live_a",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_b"
                  ) & "t35"."every" & "t35"."b_may_a" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_b" | "t35"."xi_must_a"
                      )
                    )
                  ) & "t35"."act_must" & (
                    "t35"."kind_must" | "t35"."tp_must_b"
                  ) & "t35"."b_must_a" & "t35"."t_must" & (
                    "t35"."p_must" | "t35"."p_default"
                  ) & "t35"."grade_must" & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_may" | "t35"."zx_may" | "t35"."x_may_b" | "t35"."xi_may_a"
                      )
                    )
                  ) AS "sure_a",
                  "t35"."kind_must" | "t35"."tp_must_a" AS "meant_b",
                  "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_a" | "t35"."xi_must_b" AS "x_b",
                  "t35"."dx_may" | "t35"."zx_may" | "t35"."x_may_a" | "t35"."xi_may_b" AS "xm_b",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_a"
                  ) & CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END AS "covered_b",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_a"
                  ) & CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END & "t35"."b_may_b" AS "bound_b",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_a"
                  ) & CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END & "t35"."b_may_b" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) AS "there_b",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_a"
                  ) & CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END & "t35"."b_may_b" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_a" | "t35"."xi_must_b"
                      )
                    )
                  ) AS "live_b",
                  "t35"."act_may" & (
                    "t35"."kind_may" | "t35"."tp_may_a"
                  ) & CASE WHEN "t35"."directed" THEN 0 ELSE "t35"."every" END & "t35"."b_may_b" & "t35"."t_may" & (
                    "t35"."p_may" | "t35"."p_default"
                  ) & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_must" | "t35"."zx_must" | "t35"."x_must_a" | "t35"."xi_must_b"
                      )
                    )
                  ) & "t35"."act_must" & (
                    "t35"."kind_must" | "t35"."tp_must_a"
                  ) & "t35"."b_must_b" & "t35"."t_must" & (
                    "t35"."p_must" | "t35"."p_default"
                  ) & "t35"."grade_must" & (
                    XOR(
                      "t35"."every",
                      (
                        "t35"."dx_may" | "t35"."zx_may" | "t35"."x_may_a" | "t35"."xi_may_b"
                      )
                    )
                  ) AS "sure_b"
                FROM (
                  SELECT
                    "t34"."pos",
                    "t34"."incident_id",
                    "t34"."directed",
                    "t34"."deed",
                    "t34"."moment",
                    "t34"."stance_a",
                    "t34"."stance_b",
                    "t34"."spot",
                    "t34"."norm",
                    "t34"."stride",
                    "t34"."every",
                    "t34"."act_must",
                    "t34"."act_may",
                    "t34"."kind_must",
                    "t34"."kind_may",
                    "t34"."dx_must",
                    "t34"."dx_may",
                    "t34"."grade_must",
                    "t34"."p_default",
                    "t34"."of_moment",
                    "t34"."of_spot",
                    "t34"."of_stance_a",
                    "t34"."of_stance_b",
                    "t11"."moment_norm",
                    "t11"."t_must",
                    "t11"."t_may",
                    "t12"."spot_norm",
                    "t12"."p_must",
                    "t12"."p_may",
                    "t12"."zx_must",
                    "t12"."zx_may",
                    "t27"."stance_norm_a",
                    "t27"."b_must_a",
                    "t27"."xi_must_a",
                    "t27"."x_must_a",
                    "t27"."tp_must_a",
                    "t27"."b_may_a",
                    "t27"."xi_may_a",
                    "t27"."x_may_a",
                    "t27"."tp_may_a",
                    "t28"."stance_norm_b",
                    "t28"."b_must_b",
                    "t28"."xi_must_b",
                    "t28"."x_must_b",
                    "t28"."tp_must_b",
                    "t28"."b_may_b",
                    "t28"."xi_may_b",
                    "t28"."x_may_b",
                    "t28"."tp_may_b"
                  FROM (
                    SELECT
                      "t32"."pos",
                      "t32"."incident_id",
                      "t32"."directed",
                      "t32"."deed",
                      "t32"."moment",
                      "t32"."stance_a",
                      "t32"."stance_b",
                      "t32"."spot",
                      "t32"."norm",
                      "t32"."stride",
                      "t32"."every",
                      "t32"."act_must",
                      "t32"."act_may",
                      "t32"."kind_must",
                      "t32"."kind_may",
                      "t32"."dx_must",
                      "t32"."dx_may",
                      "t32"."grade_must",
                      "t32"."p_default",
                      (
                        "t32"."moment" * "t32"."stride"
                      ) + "t32"."norm" AS "of_moment",
                      (
                        "t32"."spot" * "t32"."stride"
                      ) + "t32"."norm" AS "of_spot",
                      (
                        "t32"."stance_a" * "t32"."stride"
                      ) + "t32"."norm" AS "of_stance_a",
                      (
                        "t32"."stance_b" * "t32"."stride"
                      ) + "t32"."norm" AS "of_stance_b"
                    FROM (
                      SELECT
                        "t13"."pos",
                        "t13"."incident_id",
                        "t13"."directed",
                        "t14"."deed",
                        "t13"."moment",
                        "t29"."stance_a",
                        "t30"."stance_b",
                        "t16"."spot",
                        "t17"."norm",
                        "t17"."stride",
                        "t17"."every",
                        "t17"."act_must",
                        "t17"."act_may",
                        "t17"."kind_must",
                        "t17"."kind_may",
                        "t17"."dx_must",
                        "t17"."dx_may",
                        "t17"."grade_must",
                        "t17"."p_default"
                      FROM "servanda_timed" AS "t13"
                      LEFT OUTER JOIN "servanda_deed_of" AS "t14"
                        ON "t13"."act" = "t14"."act"
                        AND "t13"."weapon" = "t14"."weapon"
                        AND "t13"."target_kind" = "t14"."target_kind"
                        AND "t13"."info_grade" = "t14"."info_grade"
                        AND "t13"."self_defence" = "t14"."self_defence"
                      LEFT OUTER JOIN (
                        SELECT
                          "t10"."side" AS "side_a",
                          "t10"."of_moment" AS "of_moment_a",
                          "t10"."stance" AS "stance_a"
                        FROM "servanda_stance_of" AS "t10"
                      ) AS "t29"
                        ON "t13"."side_a" = "t29"."side_a" AND "t13"."moment" = "t29"."of_moment_a"
                      LEFT OUTER JOIN (
                        SELECT
                          "t10"."side" AS "side_b",
                          "t10"."of_moment" AS "of_moment_b",
                          "t10"."stance" AS "stance_b"
                        FROM "servanda_stance_of" AS "t10"
                      ) AS "t30"
                        ON "t13"."side_b" = "t30"."side_b" AND "t13"."moment" = "t30"."of_moment_b"
                      LEFT OUTER JOIN "servanda_era_of" AS "t15"
                        ON "t13"."moment" = "t15"."moment"
                      LEFT OUTER JOIN "servanda_spot_of" AS "t16"
                        ON "t13"."lon" = "t16"."lon"
                        AND "t13"."lat" = "t16"."lat"
                        AND "t13"."radius_m" = "t16"."radius_m"
                        AND "t13"."within" = "t16"."within"
                        AND "t15"."era" = "t16"."era"
                      INNER JOIN "servanda_deeds" AS "t17"
                        ON "t14"."deed" = "t17"."deed"
                    ) AS "t32"
                  ) AS "t34"
                  INNER JOIN "servanda_moments" AS "t11"
                    ON "t34"."of_moment" = "t11"."moment_norm"
                  INNER JOIN "servanda_spots" AS "t12"
                    ON "t34"."of_spot" = "t12"."spot_norm"
                  INNER JOIN (
                    SELECT
                      "t4"."stance_norm" AS "stance_norm_a",
                      "t4"."b_must" AS "b_must_a",
                      "t4"."xi_must" AS "xi_must_a",
                      "t4"."x_must" AS "x_must_a",
                      "t4"."tp_must" AS "tp_must_a",
                      "t4"."b_may" AS "b_may_a",
                      "t4"."xi_may" AS "xi_may_a",
                      "t4"."x_may" AS "x_may_a",
                      "t4"."tp_may" AS "tp_may_a"
                    FROM "servanda_stances" AS "t4"
                  ) AS "t27"
                    ON "t34"."of_stance_a" = "t27"."stance_norm_a"
                  INNER JOIN (
                    SELECT
                      "t4"."stance_norm" AS "stance_norm_b",
                      "t4"."b_must" AS "b_must_b",
                      "t4"."xi_must" AS "xi_must_b",
                      "t4"."x_must" AS "x_must_b",
                      "t4"."tp_must" AS "tp_must_b",
                      "t4"."b_may" AS "b_may_b",
                      "t4"."xi_may" AS "xi_may_b",
                      "t4"."x_may" AS "x_may_b",
                      "t4"."tp_may" AS "tp_may_b"
                    FROM "servanda_stances" AS "t4"
                  ) AS "t28"
                    ON "t34"."of_stance_b" = "t28"."stance_norm_b"
                ) AS "t35"
              ) AS "t36"
            ) AS "t38"
            LEFT OUTER JOIN (
              SELECT
                "t1"."stance_norm" AS "of_a",
                "t1"."account" AS "found_a"
              FROM "servanda_accounts" AS "t1"
            ) AS "t26"
              ON "t38"."key_a" = "t26"."of_a"
          ) AS "t39"
        ) AS "t41"
        LEFT OUTER JOIN (
          SELECT
            "t1"."stance_norm" AS "of_b",
            "t1"."account" AS "found_b"
          FROM "servanda_accounts" AS "t1"
        ) AS "t25"
          ON "t41"."key_b" = "t25"."of_b"
      ) AS "t42"
    ) AS "t44"
    CROSS JOIN (
      SELECT
        SUM("t0"."one") AS "all_bits"
      FROM "servanda_bits" AS "t0"
    ) AS "t31"
  ) AS "t45"
  WHERE
    (
      (
        "t45"."account_a" | "t45"."account_b" | (
          XOR("t45"."violation", -(
            "t45"."violation" & 1
          ))
        ) | (
          XOR("t45"."live", -(
            "t45"."live" & 1
          ))
        ) | (
          XOR("t45"."exempt", -(
            "t45"."exempt" & 1
          ))
        ) | (
          XOR("t45"."away", -(
            "t45"."away" & 1
          ))
        ) | (
          XOR("t45"."late", -(
            "t45"."late" & 1
          ))
        ) | (
          XOR("t45"."unbound", -(
            "t45"."unbound" & 1
          ))
        ) | (
          XOR("t45"."live_a", -(
            "t45"."live_a" & 1
          ))
        ) | (
          XOR("t45"."live_b", -(
            "t45"."live_b" & 1
          ))
        )
      ) & "t45"."all_bits"
    ) <> 0
) AS "t46"
GROUP BY
  1,
  2,
  3,
  4,
  5,
  6,
  7,
  8,
  9,
  10,
  11,
  12,
  13
